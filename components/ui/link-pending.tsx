"use client";
import { useLinkStatus } from "next/link";

/** Marks the link around it as pending, which shows the progress bar and dims the table it stands in. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  return pending ? <span data-pending hidden /> : null;
}
