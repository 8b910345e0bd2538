"use client";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButtonLink } from "./icon-button.tsx";

interface DialogProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** The URL of the page without this dialog; Esc, the scrim and the cross lead there. */
  readonly closeHref: string;
  readonly size?: "md" | "lg" | undefined;
  readonly children: ReactNode;
}

/**
 * A dialog that is part of the URL: the page renders it while `?dialog=` names it. Complete without scripts; with
 * them it traps focus, which starts on the element marked `data-autofocus` (Cancel) and returns to its opener.
 */
export function Dialog({ title, description, closeHref, size = "md", children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useModal(ref, closeHref);
  return (
    <>
      <dialog ref={ref} open data-size={size} aria-labelledby={`${id}-title`} className="dialog">
        <div className="flex items-start justify-between gap-4 px-5 pt-4">
          <div className="min-w-0">
            <h2 id={`${id}-title`} className="font-semibold text-lg tracking-tight">
              {title}
            </h2>
            {description === undefined ? null : <p className="mt-0.5 text-muted text-sm">{description}</p>}
          </div>
          <IconButtonLink label="Close" href={closeHref} scroll={false} replace size="sm" className="-mr-1.5">
            <X aria-hidden="true" />
          </IconButtonLink>
        </div>
        <div className="px-5 pt-3 pb-5">{children}</div>
      </dialog>
      <div className="dialog-scrim" />
    </>
  );
}

function useModal(ref: { readonly current: HTMLDialogElement | null }, closeHref: string) {
  const router = useRouter();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const opener = document.activeElement;
    const leave = () => router.replace(closeHref, { scroll: false });
    const onCancel = (event: Event) => {
      event.preventDefault();
      leave();
    };
    const onClick = (event: MouseEvent) => {
      if (event.target === dialog && isOutside(event, dialog)) leave();
    };
    dialog.removeAttribute("open");
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    dialog.addEventListener("cancel", onCancel);
    dialog.addEventListener("click", onClick);
    return () => {
      dialog.removeEventListener("cancel", onCancel);
      dialog.removeEventListener("click", onClick);
      dialog.close();
      // By now the dialog has left the document, so the browser cannot give focus back by itself.
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, [ref, router, closeHref]);
}

function isOutside(event: MouseEvent, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

/** The buttons at the foot of a dialog, the safe one first. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap items-center justify-end gap-2">{children}</div>;
}
