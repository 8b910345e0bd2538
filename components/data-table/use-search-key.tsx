"use client";
import { useEffect } from "react";
import { shortcutsBlocked } from "#components/ui/typing";

/** `/` leads to the search field of the form. */
export function useSearchKey(form: { readonly current: HTMLFormElement | null }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || shortcutsBlocked(event)) return;
      const field = form.current?.querySelector<HTMLInputElement>("input[type=search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [form]);
}
