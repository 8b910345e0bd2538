"use client";
import { useEffect, useRef, useState } from "react";
import { Button, ButtonLink } from "./button.tsx";
import { SubmitButton } from "./submit-button.tsx";

interface SaveBarProps {
  readonly saveLabel: string;
  readonly pendingLabel?: string | undefined;
  readonly cancelHref: string;
  /** A form that creates something may be sent as it is; one that edits only with changes. */
  readonly mode: "create" | "edit";
}

/** Stays at the foot of its form, counts unsaved fields, resets them, and warns before they are lost. */
export function SaveBar({ saveLabel, pendingLabel, cancelHref, mode }: SaveBarProps) {
  const ref = useRef<HTMLDivElement>(null);
  const changes = useUnsavedFields(ref);
  return (
    <div
      ref={ref}
      className="sticky bottom-0 z-10 -mx-1 flex flex-wrap items-center justify-end gap-2 border-line border-t bg-surface px-1 py-3"
    >
      <p role="status" className="mr-auto text-muted text-sm">
        {changes === 0 ? "" : `${changes} unsaved ${changes === 1 ? "change" : "changes"}`}
      </p>
      {mode === "edit" && changes > 0 ? (
        <Button type="reset" variant="ghost">
          Discard
        </Button>
      ) : null}
      <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      <SubmitButton variant="primary" pendingLabel={pendingLabel}>
        {saveLabel}
      </SubmitButton>
    </div>
  );
}

function useUnsavedFields(ref: { readonly current: HTMLElement | null }): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const form = ref.current?.closest("form");
    if (form === null || form === undefined) return;
    let count = 0;
    let leaving = false;
    const update = () => {
      count = [...form.elements].filter(isChanged).length;
      setChanges(count);
    };
    const afterReset = () => setTimeout(update);
    const onSubmit = () => {
      leaving = true;
    };
    const onUnload = (event: BeforeUnloadEvent) => {
      if (count > 0 && !leaving) event.preventDefault();
    };
    update();
    form.addEventListener("input", update);
    form.addEventListener("reset", afterReset);
    form.addEventListener("submit", onSubmit);
    window.addEventListener("beforeunload", onUnload);
    return () => {
      form.removeEventListener("input", update);
      form.removeEventListener("reset", afterReset);
      form.removeEventListener("submit", onSubmit);
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [ref]);
  return changes;
}

function isChanged(element: Element): boolean {
  if (element instanceof HTMLSelectElement) {
    const initial = [...element.options].findIndex((option) => option.defaultSelected);
    return element.selectedIndex !== Math.max(0, initial);
  }
  if (element instanceof HTMLTextAreaElement) return element.value !== element.defaultValue;
  if (!(element instanceof HTMLInputElement) || element.type === "hidden") return false;
  const boxed = element.type === "checkbox" || element.type === "radio";
  return boxed ? element.checked !== element.defaultChecked : element.value !== element.defaultValue;
}
