import { Badge } from "#components/ui/badge";
import type { Tone } from "#components/ui/tone";

const TONES: Readonly<Record<string, Tone>> = { GET: "info", POST: "success", PUT: "warning", PATCH: "warning" };

/** The method of an operation. */
export function MethodBadge({ method }: { readonly method: string }) {
  return (
    <Badge mono tone={TONES[method] ?? "danger"} className="w-16 shrink-0 justify-center">
      {method}
    </Badge>
  );
}
