interface Field {
  readonly min: number;
  readonly max: number;
}

const FIELDS: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12 },
  { min: 0, max: 7 },
];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Two leap days can lie eight years apart. */
const YEARS_MAX = 9;

/** A cron expression: tells the next moment after another at which it fires. */
export type Cron = (after: Date) => Date;

/**
 * Compiles a five-field cron expression, in UTC: numbers, `*`, ranges, lists and steps. As everywhere, a day matches by either of
 * two restricted day fields. Throws on names, other time zones and dates that never come.
 */
export function cron(expression: string): Cron {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    throw new Error(`${expression} is not a cron expression of five fields`);
  }
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, index) =>
    values(parts[index] ?? "", field, expression),
  ) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
  const isEitherDay = !parts[2]?.startsWith("*") && !parts[4]?.startsWith("*");

  const isDay = (at: Date): boolean => {
    const isMonthDay = days.has(at.getUTCDate());
    const isWeekday = weekdays.has(at.getUTCDay()) || (at.getUTCDay() === 0 && weekdays.has(7));
    return months.has(at.getUTCMonth() + 1) && (isEitherDay ? isMonthDay || isWeekday : isMonthDay && isWeekday);
  };
  const next: Cron = (after) => {
    let at = new Date(Math.floor(after.getTime() / MINUTE_MS + 1) * MINUTE_MS);
    const end = after.getUTCFullYear() + YEARS_MAX;
    while (at.getUTCFullYear() < end) {
      if (!isDay(at)) {
        at = new Date(Math.floor(at.getTime() / DAY_MS + 1) * DAY_MS);
      } else if (!hours.has(at.getUTCHours())) {
        at = new Date(Math.floor(at.getTime() / 3_600_000 + 1) * 3_600_000);
      } else if (!minutes.has(at.getUTCMinutes())) {
        at = new Date(at.getTime() + MINUTE_MS);
      } else {
        return at;
      }
    }
    throw new Error(`${expression} names a date that never comes`);
  };
  next(new Date(0));
  return next;
}

function values(text: string, field: Field, expression: string): Set<number> {
  const allowed = new Set<number>();
  for (const item of text.split(",")) {
    const range = rangeOf(item, field);
    if (!range) {
      throw new Error(`${expression} is not a cron expression that is understood here: ${item}`);
    }
    for (let value = range.first; value <= range.last; value += range.every) {
      allowed.add(value);
    }
  }
  return allowed;
}

const ITEM = /^(?:(?<any>\*)|(?<from>\d{1,2})(?:-(?<to>\d{1,2}))?)(?:\/(?<every>\d{1,2}))?$/;

/** `*`, `5`, `5-10`, each with `/2`; `5/2` runs to the end. Null for anything else or out of bounds. */
function rangeOf(item: string, { min, max }: Field): { first: number; last: number; every: number } | null {
  const { any, from, to, every } = ITEM.exec(item)?.groups ?? {};
  if (any === undefined && from === undefined) {
    return null;
  }
  const first = any === undefined ? Number(from) : min;
  const isOpen = any !== undefined || (to === undefined && every !== undefined);
  const last = isOpen ? max : Number(to ?? from);
  const isSound = first >= min && last <= max && first <= last && every !== "0";
  return isSound ? { first, last, every: Number(every ?? 1) || 1 } : null;
}
