/** The windows of revenue and cost, as their tabs call them: rolling days, not calendar months. */
export const MONEY_WINDOWS = [
  { value: "monthly", label: "30 days" },
  { value: "quarterly", label: "90 days" },
  { value: "semi_annual", label: "Half year" },
  { value: "annual", label: "Year" },
] as const;

type MoneyWindow = (typeof MONEY_WINDOWS)[number]["value"];

/** The window in a sentence: "over 90 days". */
export const windowWords: Readonly<Record<MoneyWindow, string>> = {
  monthly: "over 30 days",
  quarterly: "over 90 days",
  semi_annual: "over half a year",
  annual: "over a year",
};

/** The series that goes with a window: a half year has none of its own. */
export const trendsTimeframe: Readonly<Record<MoneyWindow, "last_30d" | "last_90d" | "last_365d">> = {
  monthly: "last_30d",
  quarterly: "last_90d",
  semi_annual: "last_365d",
  annual: "last_365d",
};
