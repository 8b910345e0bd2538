/** What a mode does, in words. */
export const MODE_WORDS: Readonly<Record<string, string>> = {
  down: "Down: says nothing",
  stale: "Stale: nothing new",
  slow: "Slow: answers too late",
  garbage: "Garbage: cannot be read",
};

/** For how long sources can be degraded from the console. */
export const CHAOS_DURATIONS = [
  { value: "5", label: "5 minutes" },
  { value: "30", label: "30 minutes" },
  { value: "60", label: "1 hour" },
  { value: "240", label: "4 hours" },
  { value: "1440", label: "1 day" },
] as const;
