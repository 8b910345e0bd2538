import { Button } from "#components/ui/button";

/** The form that ticked alerts belong to. */
export const REVIEW_FORM = "alerts-to-review";

/** Leads to the dialog for the ticked alerts: a plain GET form, so that the address holds them and no scripts are needed. */
export function ReviewButton({ at }: { readonly at: string }) {
  const [path = "", query = ""] = at.split("?", 2);
  return (
    <form id={REVIEW_FORM} action={path} method="get">
      {[...new URLSearchParams(query)].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" size="sm" name="dialog" value="review">
        Review…
      </Button>
    </form>
  );
}
