"use client";
import { clsx } from "clsx";
import { useEffect, useId, useRef, useState } from "react";
import { Field, fieldAria } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";
import type { Suggestable } from "./completion.tsx";
import { ConditionNotes } from "./condition-notes.tsx";
import { MistakeMark } from "./mistake-mark.tsx";
import type { ConditionCheck, Position } from "./rule-form-state.tsx";
import { optionId, SuggestionList } from "./suggestion-list.tsx";
import { useCompletion } from "./use-completion.tsx";
import { type Asked, useConditionCheck } from "./use-condition-check.tsx";
import { RULE_FIELD_LABELS } from "./wording.tsx";

const LENGTH_MAX = 1000;
/** Shared with what is drawn over the text, so without ligatures: each character has its place. */
const FACE = "font-mono text-sm leading-5 [font-variant-ligatures:none]";

interface ConditionFieldProps {
  readonly value: string;
  /** What the server said of the condition that was sent. */
  readonly error: string | undefined;
  readonly position: Position | null | undefined;
  /** What the condition means that the page was opened with. */
  readonly check: ConditionCheck | undefined;
  readonly catalogue: readonly Suggestable[];
}

/** The condition of a rule: compiled while it is typed, completed from the catalogue, read back in words. The server decides when it is sent. */
export function ConditionField({ value, error, position, check: opened, catalogue }: ConditionFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const asked = useAsked(area);
  const live = useConditionCheck(asked);
  const { suggestions, active, suggest, take, close, onKeyDown } = useCompletion(area, catalogue);
  const text = asked?.condition ?? value;
  const isTyped = asked !== undefined && asked.condition !== value;
  const check = live ?? (isTyped ? undefined : opened);
  const mistake = mistakeOf(live, isTyped ? undefined : error, position);
  const field = {
    name: "condition",
    label: RULE_FIELD_LABELS["condition"],
    help: "In CEL, over the catalogue below. Ctrl+Space lists what can stand here.",
    error: mistake?.message,
  };
  return (
    <Field {...field} required className="sm:col-span-2">
      <div className="relative">
        <Textarea
          {...fieldAria(field)}
          ref={area}
          rows={3}
          required
          maxLength={LENGTH_MAX}
          defaultValue={value}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={suggestions.length > 0 ? listId : undefined}
          aria-activedescendant={active >= 0 ? optionId(listId, active) : undefined}
          className={clsx(FACE, "max-h-none")}
          onInput={suggest}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        {mistake?.position ? <MistakeMark text={text} position={mistake.position} className={FACE} /> : null}
        {suggestions.length > 0 ? (
          <SuggestionList id={listId} suggestions={suggestions} active={active} onTake={take} />
        ) : null}
      </div>
      <ConditionNotes check={check} />
    </Field>
  );
}

interface Mistake {
  readonly message: string;
  readonly position: Position | null | undefined;
}

function mistakeOf(
  live: ConditionCheck | undefined,
  error: string | undefined,
  position: Position | null | undefined,
): Mistake | undefined {
  if (live !== undefined) {
    return "message" in live ? live : undefined;
  }
  return error === undefined ? undefined : { message: error, position };
}

/** What stands in the form now; undefined until something has changed since it was opened. */
function useAsked(area: { readonly current: HTMLTextAreaElement | null }): Asked | undefined {
  const [asked, setAsked] = useState<Asked>();
  useEffect(() => {
    const form = area.current?.form;
    const update = () => {
      const data = new FormData(form ?? undefined);
      setAsked({ condition: area.current?.value ?? "", action: String(data.get("action") ?? "") });
    };
    const afterReset = () => setTimeout(update);
    // What was typed before the scripts came.
    if (area.current && area.current.value !== area.current.defaultValue) update();
    form?.addEventListener("input", update);
    form?.addEventListener("reset", afterReset);
    return () => {
      form?.removeEventListener("input", update);
      form?.removeEventListener("reset", afterReset);
    };
  }, [area]);
  return asked;
}
