import type { Random } from "./random.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** True on Saturday and Sunday, by the clock of a place `utcHours` ahead of UTC. */
export function isWeekend(ms: number, utcHours: number): boolean {
  const day = new Date(ms + utcHours * HOUR_MS).getUTCDay();
  return day === 0 || day === 6;
}

/** A moment of the day that starts at `midnightMs` local time: most before lunch and after it, few late. */
export function workingMoment(midnightMs: number, random: Random): number {
  const hour = random.chance(0.58) ? random.normal(9.4, 1.1) : random.normal(14.6, 2.1);
  return Math.round(midnightMs + Math.min(Math.max(hour, 0), 23.99) * HOUR_MS);
}

/** A working moment between two moments, anywhere when there is none. */
export function workingMomentBetween(fromMs: number, toMs: number, utcHours: number, random: Random): number {
  for (let tries = 0; tries < 40; tries++) {
    const day = random.between(fromMs, toMs) + utcHours * HOUR_MS;
    const moment = workingMoment(day - (day % DAY_MS) - utcHours * HOUR_MS, random);
    if (moment >= fromMs && moment < toMs && !isWeekend(moment, utcHours)) {
      return moment;
    }
  }
  return Math.round(random.between(fromMs, toMs));
}
