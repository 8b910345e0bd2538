"use client";
import { type ReactNode, use } from "react";

const NEVER = new Promise<never>(() => {});

/**
 * Shows a skeleton while a navigation is under way, and none in a document: that waits for its page instead, so that it
 * reads without scripts and says 404 for what is not there. React gives up a fallback as soon as the page itself is done.
 */
export function NavigationOnly({ children }: { readonly children: ReactNode }) {
  if (typeof window === "undefined") {
    use(NEVER);
  }
  return children;
}
