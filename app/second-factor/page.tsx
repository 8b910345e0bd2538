import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { safePath } from "#app/_support/safe-path.ts";
import { signOut } from "#app/login/actions.ts";
import { WayIn } from "#components/auth/way-in";
import { Manage } from "#components/second-factor/manage";
import { SetUp } from "#components/second-factor/set-up";
import { AppLink } from "#components/ui/app-link";
import { Banner } from "#components/ui/banner";
import { hrefWith, queryOf } from "#components/ui/href";
import { SubmitButton } from "#components/ui/submit-button";
import { enrollingCaller } from "#lib/auth/console";
import { getTotp } from "#lib/auth/second-factor/operations";
import { perform } from "#lib/operation/perform";
import { renewCodes, setUp, turnOff } from "./actions.ts";

export const metadata: Metadata = { title: "Second factor" };

const PATH = "/second-factor";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One's own second factor: set up, renew recovery codes, remove. Outside the console, for it may be what stands before it. */
export default async function SecondFactorPage({ searchParams }: Props) {
  const caller = await enrollingCaller();
  const { returnTo } = queryOf(await searchParams, ["returnTo"]);
  const continueHref = safePath(returnTo ?? "/console/account");
  const place = { caller, href: hrefWith(PATH, { returnTo }), cleanHref: PATH };
  const result = await attempt(place, async () => (await perform(getTotp, caller, {})).data);
  const isHeld = caller.actor.mustEnrol === true;
  return (
    <WayIn
      title="Second factor"
      description="A code from your telephone, besides the password."
      footer={`Signed in as ${caller.actor.profile?.email ?? ""}. Changes are recorded in the audit log.`}
    >
      <div className="flex flex-col gap-6">
        {isHeld ? (
          <Banner tone="warning" title="Your role must use a second factor">
            Set one up to go on. Nothing else is open until then.
          </Banner>
        ) : null}
        {result.ok ? (
          <SetUp action={setUp} continueHref={continueHref} isEnrolled={result.value.mfaEnabled}>
            <Manage
              renew={renewCodes}
              turnOff={turnOff}
              recoveryCodesLeft={result.value.recoveryCodesLeft}
              isRequired={result.value.mfaRequired}
              continueHref={continueHref}
            />
          </SetUp>
        ) : (
          result.view
        )}
        {isHeld ? (
          <form action={signOut}>
            <SubmitButton variant="ghost" pendingLabel="Signing out…">
              Sign out
            </SubmitButton>
          </form>
        ) : (
          <p className="text-sm">
            <AppLink href="/console/account" className="link">
              Back to your account
            </AppLink>
          </p>
        )}
      </div>
    </WayIn>
  );
}
