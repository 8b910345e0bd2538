/** The process clock; the only place that reads it, so that pure code takes `now` as an argument. */
export const clock = { now: (): Date => new Date() };
