import type { Metadata } from "next";
import { LoginForm } from "#components/auth/login-form";
import { RookeryPanel } from "#components/auth/rookery-panel";
import { Logo } from "#components/shell/logo";
import { queryOf } from "#components/ui/href";
import { signIn } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

interface LoginPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The way in; where to go afterwards travels as `returnTo`. */
export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { returnTo } = queryOf(await searchParams, ["returnTo"]);
  return (
    <div className="grid min-h-dvh bg-surface lg:grid-cols-[minmax(26rem,5fr)_7fr]">
      <main id="main" className="flex flex-col px-6 py-8 sm:px-12">
        <Logo />
        <div className="m-auto w-full max-w-sm py-10">
          <h1 className="font-semibold text-2xl tracking-tight">Sign in to the console</h1>
          <p className="mt-1 mb-6 text-muted">For PenguinMails administrators and executives.</p>
          <LoginForm signIn={signIn} returnTo={returnTo} />
        </div>
        <p className="text-subtle text-xs">Sign-ins, successful or not, are recorded in the audit log.</p>
      </main>
      <RookeryPanel />
    </div>
  );
}
