import { clsx } from "clsx";
import type { FigureNote } from "./figure-words.tsx";

const LOOKS = {
  high: { dot: "bg-success", word: "High confidence" },
  medium: { dot: "bg-info", word: "Medium confidence" },
  low: { dot: "bg-warning", word: "Low confidence" },
} as const;

/** How sure a figure is, as a dot and in words. */
export function Confidence({ confidence }: Pick<FigureNote, "confidence">) {
  const { dot, word } = LOOKS[confidence];
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      <span aria-hidden="true" className={clsx("size-1.5 rounded-full", dot)} />
      {word}
    </span>
  );
}
