import { z } from "zod";

const FIRST_DAY = "2000-01-01";
const LAST_DAY = "2100-12-31";

/** A calendar day, `2026-11-21`, within the bounds that the tables set too. */
export const Day = z.iso
  .date("Must be a day, such as 2026-11-21")
  .refine((day) => day >= FIRST_DAY && day <= LAST_DAY, `Must lie between ${FIRST_DAY} and ${LAST_DAY}`);

const EASTERNMOST_MS = 14 * 3_600_000;

/** The latest day that is today somewhere: what has happened cannot be later. */
export const latestToday = (now: Date): string => new Date(now.getTime() + EASTERNMOST_MS).toISOString().slice(0, 10);
