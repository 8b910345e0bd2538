import { CircleAlert, CircleCheck, CircleDashed, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { type Tone, textTone } from "./tone.tsx";

const icons: Readonly<Record<Tone, LucideIcon>> = {
  neutral: CircleDashed,
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};

/** One shape per tone, so that meaning survives without colour. */
export function ToneIcon({ tone, className = "size-4" }: { readonly tone: Tone; readonly className?: string }) {
  const Icon = icons[tone];
  return <Icon aria-hidden="true" className={`shrink-0 ${textTone[tone]} ${className}`} />;
}
