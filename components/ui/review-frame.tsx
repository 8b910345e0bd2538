"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { Card } from "./card.tsx";

interface ReviewFrameProps {
  /** What is reviewed: each takes the focus anew. */
  readonly review: object;
  readonly children: ReactNode;
}

/** What saving will change, above the form that it is about; it takes the focus when it appears. */
export function ReviewFrame({ review, children }: ReviewFrameProps) {
  const ref = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each review takes focus anew
  useEffect(() => ref.current?.focus(), [review]);
  return (
    <div ref={ref} tabIndex={-1} className="rounded-lg">
      <Card title="What saving will change">
        <div className="flex flex-col gap-3">{children}</div>
      </Card>
    </div>
  );
}
