import type { FigureWindow } from "../figures/figure.ts";

const DAY_MS = 86_400_000;

/** Windows of revenue and cost: rolling UTC days, and the months that monthly amounts are scaled by (domain.md §5). */
export const WINDOWS = {
  monthly: { days: 30, months: 1 },
  quarterly: { days: 90, months: 3 },
  semi_annual: { days: 182, months: 6 },
  annual: { days: 365, months: 12 },
} as const;
export type WindowName = keyof typeof WINDOWS;
export const WINDOW_NAMES = ["monthly", "quarterly", "semi_annual", "annual"] as const satisfies readonly WindowName[];

/** Days of the timeframes of overview and trends. */
export const TIMEFRAME_DAYS = { last_7d: 7, last_30d: 30, last_90d: 90, last_365d: 365 } as const;

/** The UTC day of a moment, as `2026-11-21`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The day so many before. */
export const daysBefore = (at: Date, days: number): string => dayOf(new Date(at.getTime() - days * DAY_MS));

/** The named window of so many UTC days that ends now, the current day included. */
export const rolling = (name: string, days: number, now: Date): FigureWindow => ({
  name,
  start: new Date(`${daysBefore(now, days - 1)}T00:00:00Z`),
  end: now,
});

/** No window: what holds at a moment. */
export const moment = (name = "current"): FigureWindow => ({ name, start: null, end: null });
