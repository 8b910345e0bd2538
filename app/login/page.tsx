import type { Metadata } from "next";
import { LoginForm } from "#components/auth/login-form";
import { WayIn } from "#components/auth/way-in";
import { Banner } from "#components/ui/banner";
import { queryOf } from "#components/ui/href";
import { signIn } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

interface LoginPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The way in; where to go afterwards travels as `returnTo`. */
export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { returnTo, notice } = queryOf(await searchParams, ["returnTo", "notice"]);
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
      <LoginForm signIn={signIn} returnTo={returnTo} />
    </WayIn>
  );
}
