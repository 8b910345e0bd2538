"use client";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { type Completion, completionAt, type Suggestable, type Suggestion, wholeCatalogue } from "./completion.tsx";

const NOTHING: Completion = { from: 0, suggestions: [] };

/** Suggestions at the caret of a text area: arrows choose, Enter or Tab takes the chosen one, Esc closes, Ctrl+Space opens. */
export function useCompletion(area: RefObject<HTMLTextAreaElement | null>, catalogue: readonly Suggestable[]) {
  const [completion, setCompletion] = useState(NOTHING);
  const [active, setActive] = useState(-1);
  const { suggestions } = completion;

  const show = (next: Completion): true => {
    setCompletion(next);
    setActive(-1);
    return true;
  };
  const close = () => show(NOTHING);
  const beforeCaret = () => area.current?.value.slice(0, area.current.selectionStart) ?? "";
  const suggest = () => show(completionAt(beforeCaret(), catalogue));
  const take = ({ text }: Suggestion) => {
    const { current } = area;
    if (current === null) return;
    current.focus();
    current.setRangeText(text, completion.from, current.selectionStart, "end");
    current.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };
  const move = (by: number): true => {
    setActive((active + by + suggestions.length) % suggestions.length);
    return true;
  };
  const takeChosen = () => {
    const chosen = suggestions[active];
    if (chosen === undefined) return false;
    take(chosen);
    return true;
  };
  /** Does what a key means while something is suggested; false leaves the key to the text. */
  const press = (key: string): boolean => {
    switch (key) {
      case "ArrowDown":
        return move(1);
      case "ArrowUp":
        return move(active === -1 ? 0 : -1);
      case "Escape":
        return show(NOTHING);
      case "Enter":
      case "Tab":
        return takeChosen();
      default:
        return false;
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      show(wholeCatalogue(beforeCaret(), catalogue));
    } else if (suggestions.length > 0 && press(event.key)) {
      event.preventDefault();
    }
  };
  return { suggestions, active, suggest, take, close, onKeyDown };
}
