import { formatCount } from "#components/ui/format";
import { ReviewFrame } from "#components/ui/review-frame";
import { SideBySide } from "#components/ui/side-by-side";
import type { ConfigurationReview } from "./configuration-form-state.tsx";

interface ReviewCardProps {
  readonly review: ConfigurationReview;
  readonly labels: Readonly<Record<string, string>>;
}

/** What saving will change, side by side. */
export function ReviewCard({ review, labels }: ReviewCardProps) {
  const { before, after, tenantsWithOverride: own } = review;
  return (
    <ReviewFrame review={review} note={review.note}>
      <p className="text-sm" role="status">
        {Object.keys(after).length === 0
          ? "Nothing differs from what is in force."
          : "It holds on every instance within a second."}
        {own === 0
          ? null
          : ` ${formatCount(own)} ${own === 1 ? "tenant has its" : "tenants have their"} own value of such a key and keep it.`}
      </p>
      <SideBySide
        before={before}
        after={after}
        caption="The configuration now and after saving"
        labels={{ before: "Now", after: "After saving" }}
        fields={labels}
      />
    </ReviewFrame>
  );
}
