import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { DAY_MS } from "../seed/calendar.ts";

/** How far the demo's history has been sent; days are their UTC midnights. Sending a day again changes nothing, so that a lost file costs time only. */
export interface HistoryState {
  /** The day that the stories are told from: the one of the first start. */
  readonly anchorMs: number;
  readonly newestMs: number | null;
  readonly oldestMs: number | null;
}

export const midnight = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

export function readState(path: string, nowMs: number): HistoryState {
  if (existsSync(path)) {
    return JSON.parse(readFileSync(path, "utf8")) as HistoryState;
  }
  return { anchorMs: midnight(nowMs), newestMs: null, oldestMs: null };
}

export function writeState(path: string, state: HistoryState): void {
  writeFileSync(`${path}.new`, JSON.stringify(state));
  renameSync(`${path}.new`, path);
}

/** The days that are still to be sent: from the newest that was, onwards to today, then backwards from the oldest. So they stay one span. */
export function daysToSend({ anchorMs, newestMs, oldestMs }: HistoryState, nowMs: number, days: number): number[] {
  const [today, last] = [midnight(nowMs), anchorMs - (days - 1) * DAY_MS];
  const onwards = span(newestMs ?? today, today);
  return [...onwards, ...span(last, (oldestMs ?? today) - DAY_MS).reverse()];
}

const span = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.round((to - from) / DAY_MS) + 1) }, (_, n) => from + n * DAY_MS);
