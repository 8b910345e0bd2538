"use client";
import { X } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import { AppLink } from "./app-link.tsx";
import { FLASH_COOKIE, type Flash, parseFlash } from "./flash.tsx";
import { IconButton } from "./icon-button.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { ToneIcon } from "./tone-icon.tsx";

interface ToastRegionProps {
  /** What the server found in the cookie while rendering. */
  readonly initial: Flash | null;
  /** Takes the flash's `undo` as `token`. */
  readonly undoAction?: ((formData: FormData) => Promise<void>) | undefined;
}

/** Shows flashes politely at the foot of the window; they stay until closed or the next three have come. */
export function ToastRegion({ initial, undoAction }: ToastRegionProps) {
  const [toasts, setToasts] = useState<readonly Flash[]>(initial === null ? [] : [initial]);
  const seen = useRef(new Set(initial === null ? [] : [initial.id]));
  const show = useCallback((flash: Flash | null) => {
    if (flash === null || seen.current.has(flash.id)) return;
    seen.current.add(flash.id);
    // Its cookie comes before its page does. A transition waits for the form's own: nobody reads of a result and then acts on the
    // page of before.
    startTransition(() => setToasts((current) => [...current, flash].slice(-3)));
  }, []);
  useFlashCookie(show);
  useEffect(() => show(initial), [show, initial]);
  const close = (id: string) => setToasts((current) => current.filter((toast) => toast.id !== id));
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="no-print pointer-events-none fixed inset-x-3 bottom-3 z-40 flex flex-col items-center gap-2 lg:left-sidebar"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className="pointer-events-auto flex w-full items-start gap-2.5 rounded-lg border border-line-strong bg-overlay py-2 pr-2 pl-3 text-sm shadow-pop sm:w-96"
        >
          <ToneIcon tone={toast.tone} className="mt-1 size-4" />
          <p className="min-w-0 flex-1 py-0.5">
            {toast.message}{" "}
            {toast.link === undefined ? null : (
              <AppLink href={toast.link.href} className="link whitespace-nowrap">
                {toast.link.label}
              </AppLink>
            )}
          </p>
          {toast.undo === undefined || undoAction === undefined ? null : (
            <form action={undoAction} onSubmit={() => setTimeout(close, 0, toast.id)}>
              <input type="hidden" name="token" value={toast.undo} />
              <SubmitButton size="sm">Undo</SubmitButton>
            </form>
          )}
          <IconButton label="Dismiss" size="sm" onClick={() => close(toast.id)} className="no-js:hidden">
            <X aria-hidden="true" />
          </IconButton>
        </div>
      ))}
    </section>
  );
}

/** Takes a flash out of the cookie after a navigation, or as soon as a response sets it where the browser can tell. */
function useFlashCookie(show: (flash: Flash | null) => void) {
  const path = usePathname();
  const query = useSearchParams();
  const take = useCallback(() => {
    const pair = document.cookie.split("; ").find((entry) => entry.startsWith(`${FLASH_COOKIE}=`));
    if (pair === undefined) return;
    show(parseFlash(pair.slice(FLASH_COOKIE.length + 1)));
    // biome-ignore lint/suspicious/noDocumentCookie: the asynchronous cookie store is not available everywhere
    document.cookie = `${FLASH_COOKIE}=; path=/; max-age=0`;
  }, [show]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new address may have brought a flash
  useEffect(take, [take, path, query]);
  useEffect(() => {
    const store = (window as { cookieStore?: EventTarget }).cookieStore;
    store?.addEventListener("change", take);
    return () => store?.removeEventListener("change", take);
  }, [take]);
}
