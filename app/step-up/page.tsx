import type { Metadata } from "next";
import { safePath } from "#app/_support/safe-path.ts";
import { StepUpPageForm } from "#components/auth/step-up-page-form";
import { WayIn } from "#components/auth/way-in";
import { Banner } from "#components/ui/banner";
import { hrefWith, queryOf } from "#components/ui/href";
import { pageCaller } from "#lib/auth/console";
import { STEP_UP_POLICIES } from "#lib/policy/step-up";
import { confirmSession } from "./actions.ts";

export const metadata: Metadata = { title: "Confirm that it is you" };

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const REFUSALS: Readonly<Record<string, string>> = {
  "another-identity": "Somebody else has signed in at the identity provider. Sign in there as yourself.",
  "not-fresh": "The identity provider has not asked who you are again. Start again, or sign out there first.",
  "second-factor-wanted": "Your account has a second factor, which the identity provider has not seen.",
};

/** Confirms who is there before an act; where to go on is a path of this site in `next`, where to go back to in `back`. */
export default async function StepUpPage({ searchParams }: Props) {
  const { actor } = await pageCaller();
  const query = queryOf(await searchParams, ["for", "next", "back", "done", "error"]);
  const { for: policy = "", done, error } = query;
  const next = query["next"] === undefined ? undefined : safePath(query["next"]);
  const back = safePath(query["back"] ?? "");
  const what = Object.entries(STEP_UP_POLICIES).find(([name]) => name === policy)?.[1];
  return (
    <WayIn
      title="Confirm that it is you"
      description={what === undefined ? "Before you go on." : `This is about ${what}.`}
      footer={`Signed in as ${actor.profile?.email ?? ""}. Confirmations are recorded in the audit log.`}
    >
      {error === undefined ? null : (
        <div className="mb-4">
          <Banner tone="danger" title="That did not confirm it">
            {REFUSALS[error] ?? "The identity provider's answer could not be used. Start again."}
          </Banner>
        </div>
      )}
      <StepUpPageForm
        action={confirmSession}
        methods={actor.confirmation?.methods ?? []}
        providerHref={hrefWith("/step-up/single-sign-on", { next, back, for: what && policy })}
        next={next}
        back={back}
        isDone={done === "1"}
      />
    </WayIn>
  );
}
