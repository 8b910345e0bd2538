/** What a colour says; never said by colour alone. */
export type Tone = "neutral" | "info" | "success" | "warning" | "danger";

/** Text on a soft ground, AA in both themes. */
export const softTone: Readonly<Record<Tone, string>> = {
  neutral: "bg-sunken text-muted",
  info: "bg-info-soft text-info",
  success: "bg-success-soft text-success",
  warning: "bg-warning-soft text-warning",
  danger: "bg-danger-soft text-danger",
};

/** Text alone. */
export const textTone: Readonly<Record<Tone, string>> = {
  neutral: "text-muted",
  info: "text-info",
  success: "text-success",
  warning: "text-warning",
  danger: "text-danger",
};
