"use client";
import { useEffect, useState } from "react";

/** The names of a form's fields whose text is no longer that of `base`; looked at anew on each input and after each answer. */
export function useEditedFields(
  ref: { readonly current: HTMLFormElement | null },
  base: Readonly<Record<string, string>>,
  answer: object,
): ReadonlySet<string> {
  const [edited, setEdited] = useState<ReadonlySet<string>>(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer may have put other values into the form
  useEffect(() => {
    const form = ref.current;
    if (form === null) return;
    const look = () => {
      const data = new FormData(form);
      setEdited(new Set(Object.keys(base).filter((name) => data.getAll(name).join(",") !== base[name])));
    };
    const afterReset = () => setTimeout(look);
    look();
    form.addEventListener("input", look);
    form.addEventListener("reset", afterReset);
    return () => {
      form.removeEventListener("input", look);
      form.removeEventListener("reset", afterReset);
    };
  }, [ref, base, answer]);
  return edited;
}
