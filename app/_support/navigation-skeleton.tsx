"use client";
import { type ReactNode, Suspense, useState, useSyncExternalStore } from "react";

const subscribe = () => () => {};

interface NavigationSkeletonProps {
  readonly skeleton: ReactNode;
  readonly children: ReactNode;
}

/**
 * Shows a skeleton while a navigation brings the page, and none in a document. A `loading.tsx` would put it into
 * documents too: those would not read without scripts, and would answer 200 for what is not there.
 */
export function NavigationSkeleton({ skeleton, children }: NavigationSkeletonProps) {
  const isNavigation = useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
  // As it was at first: a page that came as a document keeps its shape for good.
  const [hasBoundary] = useState(isNavigation);
  return hasBoundary ? <Suspense fallback={skeleton}>{children}</Suspense> : children;
}
