import type { Delta } from "#components/ui/stat-tile";
import { type FigureNote, figureText } from "./figure-words.tsx";

interface ChangeOptions {
  /** The equal window before in words: "the 30 days before". */
  readonly before: string;
  /** Which way is welcome; left out where neither is. */
  readonly goodWhen?: "up" | "down" | undefined;
}

/** How a figure moved against the equal window before. Ranges are compared as ranges: nothing more precise is claimed than is shown. */
export function changeOf(
  now: FigureNote | undefined,
  prior: FigureNote | undefined,
  { before, goodWhen }: ChangeOptions,
): Delta | undefined {
  const [middle, was] = [middleOf(now), middleOf(prior)];
  if (middle === null || was === null || prior === undefined) return undefined;
  if (now?.value === prior.value) return { text: "Same range", direction: "flat", versus: `as in ${before}` };
  const direction = middle > was ? "up" : "down";
  const good = goodWhen === undefined ? undefined : direction === goodWhen;
  return { text: `was ${figureText(prior)}`, direction, good, versus: `in ${before}` };
}

const middleOf = (note: FigureNote | undefined): number | null =>
  note === undefined || note.low === null || note.high === null ? null : (note.low + note.high) / 2;
