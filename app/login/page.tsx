import type { Metadata } from "next";
import { cookies } from "next/headers";
import { LoginForm } from "#components/auth/login-form";
import { WayIn } from "#components/auth/way-in";
import { Banner } from "#components/ui/banner";
import { hrefWith, queryOf } from "#components/ui/href";
import { ticketCookieName } from "#lib/auth/next-auth-handler";
import { hasSingleSignOn } from "#lib/auth/oidc/provider";
import { signIn } from "./actions.ts";
import { SIGN_ON_REFUSALS } from "./refusals.ts";

export const metadata: Metadata = { title: "Sign in" };

interface LoginPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The way in; where to go afterwards travels as `returnTo`. */
export default async function LoginPage({ searchParams }: LoginPageProps) {
  const query = queryOf(await searchParams, ["returnTo", "callbackUrl", "notice", "error", "step"]);
  const { notice, error, step } = query;
  // next-auth says in its own way where a sign-in that failed was to lead.
  const aim = URL.parse(query["callbackUrl"] ?? "");
  const returnTo = query["returnTo"] ?? (aim === null ? undefined : aim.pathname + aim.search);
  const refusal = error === undefined ? undefined : (SIGN_ON_REFUSALS[error] ?? SIGN_ON_REFUSALS["OAuthCallback"]);
  const ticket = step === "code" ? (await cookies()).get(ticketCookieName())?.value : undefined;
  return (
    <WayIn
      title="Sign in to the console"
      description="For PenguinMails administrators and executives."
      footer="Sign-ins, successful or not, are recorded in the audit log."
    >
      {notice === "password-saved" ? (
        <div className="mb-4">
          <Banner tone="success" title="The password has been saved">
            Sign in with it and the code of your authenticator app.
          </Banner>
        </div>
      ) : null}
      {refusal === undefined ? null : (
        <div className="mb-4">
          <Banner tone="danger" title={refusal.title}>
            {refusal.advice}
          </Banner>
        </div>
      )}
      <LoginForm
        signIn={signIn}
        returnTo={returnTo}
        ticket={ticket}
        singleSignOn={hasSingleSignOn() ? hrefWith("/login/single-sign-on", { returnTo }) : undefined}
      />
    </WayIn>
  );
}
