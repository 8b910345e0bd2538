"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Asks the page for news now and then, while anybody looks at it. Without scripts the page offers a link instead. */
export function LiveRefresh({ everyMs }: { readonly everyMs: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
  return null;
}
