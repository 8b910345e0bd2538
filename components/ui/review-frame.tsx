"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { Banner } from "./banner.tsx";
import { Card } from "./card.tsx";

interface ReviewFrameProps {
  /** What is reviewed: each takes the focus anew. */
  readonly review: object;
  /** What has to be known before saving, such as that it needs a second person. */
  readonly note?: string | undefined;
  readonly children: ReactNode;
}

/** What saving will change, above the form that it is about; it takes the focus when it appears. */
export function ReviewFrame({ review, note, children }: ReviewFrameProps) {
  const ref = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each review takes focus anew
  useEffect(() => ref.current?.focus(), [review]);
  return (
    <div ref={ref} tabIndex={-1} className="rounded-lg">
      <Card title="What saving will change">
        <div className="flex flex-col gap-3">
          {note === undefined ? null : <Banner tone="warning" title={note} />}
          {children}
        </div>
      </Card>
    </div>
  );
}
