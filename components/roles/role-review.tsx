import { AppLink } from "#components/ui/app-link";
import { formatCount } from "#components/ui/format";
import { ReviewFrame } from "#components/ui/review-frame";
import { SideBySide } from "#components/ui/side-by-side";
import type { RoleReview } from "./role-form-state.tsx";
import { ROLE_FIELD_LABELS } from "./wording.tsx";

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** What saving will change, side by side, and whom it reaches. */
export function RoleReviewCard({ review }: { readonly review: RoleReview }) {
  const { before, after, users, sessions, sample } = review;
  return (
    <ReviewFrame review={review} note={review.note}>
      <p className="text-sm" role="status">
        {users === 0 ? (
          "Nobody has this role: nobody is affected."
        ) : (
          <>
            This reaches <strong className="figure">{counted(users, "user", "users")}</strong> and{" "}
            <strong className="figure">{counted(sessions, "open session", "open sessions")}</strong> on their next
            request. Nobody is signed out.
          </>
        )}
      </p>
      {sample.length === 0 ? null : (
        <p className="text-muted text-sm">
          Among them{" "}
          {sample.map(({ userId, name, email }, index) => (
            <span key={userId}>
              {index === 0 ? "" : ", "}
              <AppLink href={`/console/users/${userId}`} className="link" title={email} target="_blank">
                {name}
              </AppLink>
            </span>
          ))}
          .
        </p>
      )}
      <SideBySide
        before={before}
        after={after}
        caption="The role now and after saving"
        labels={{ before: "Now", after: "After saving" }}
        fields={ROLE_FIELD_LABELS}
      />
    </ReviewFrame>
  );
}
