import { Select } from "#components/ui/select";
import { BACKTEST_SPANS } from "./wording.tsx";

const OPTIONS = Object.entries(BACKTEST_SPANS).map(([value, { label }]) => ({ value, label }));

/** The stretch of the past that a back-test replays. */
export function SpanSelect({ value = "7d" }: { readonly value?: string | undefined }) {
  return (
    <Select
      key={value}
      name="span"
      aria-label="Stretch of the past"
      options={OPTIONS}
      defaultValue={value}
      className="w-60"
    />
  );
}
