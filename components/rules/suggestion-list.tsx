import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import type { Suggestion } from "./completion.tsx";

interface SuggestionListProps {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  readonly onTake: (suggestion: Suggestion) => void;
}

/** The id of one entry, for `aria-activedescendant`. */
export const optionId = (listId: string, index: number): string => `${listId}-${index}`;

/** What may be written next, under the text that it belongs to. */
export function SuggestionList({ id, suggestions, active, onTake }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-56 overflow-y-auto rounded-lg border border-line-strong bg-overlay p-1 shadow-pop"
    >
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.text}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          className={clsx(
            "flex cursor-pointer flex-wrap items-baseline gap-x-3 rounded-md px-2 py-1 text-sm hover:bg-hover",
            index === active && "bg-tint",
          )}
          onMouseDown={(event) => {
            // The text keeps the focus.
            event.preventDefault();
            onTake(suggestion);
          }}
        >
          <span className="figure font-medium">{suggestion.text}</span>
          <span className="text-muted text-xs">{suggestion.note}</span>
        </div>
      ))}
    </div>
  );
}
