import { clsx } from "clsx";
import type { Position } from "./rule-form-state.tsx";

interface MistakeMarkProps {
  readonly text: string;
  readonly position: Position;
  /** The face of the text below it. */
  readonly className: string;
}

/** Underlines the word where a condition is wrong, over the text area that holds it; the message under the field says it in words. */
export function MistakeMark({ text, position, className }: MistakeMarkProps) {
  const { before, word, after } = aroundMistake(text, position);
  return (
    <div
      aria-hidden="true"
      className={clsx(
        "pointer-events-none absolute inset-0 overflow-hidden whitespace-pre-wrap break-words border border-transparent px-2.5 py-1.5 text-transparent",
        className,
      )}
    >
      {before}
      <mark
        data-mistake
        className="rounded-xs bg-danger-solid/15 text-transparent underline decoration-2 decoration-danger-solid decoration-wavy underline-offset-2"
      >
        {word}
      </mark>
      {after}
    </div>
  );
}

/** The text before, at and after a position; past the end there is a space to mark. */
function aroundMistake(text: string, { line, column }: Position) {
  const lines = text.split("\n");
  const offset = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  const word = /^(?:[\w.]+|\S)/.exec(text.slice(offset))?.[0] ?? "";
  return {
    before: text.slice(0, offset),
    word: word === "" ? " " : word,
    after: text.slice(offset + word.length),
  };
}
