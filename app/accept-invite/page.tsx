import type { Metadata } from "next";
import { AcceptInviteForm } from "#components/auth/accept-invite-form";
import { RookeryPanel } from "#components/auth/rookery-panel";
import { Logo } from "#components/shell/logo";
import { acceptInvitation } from "./actions.ts";

export const metadata: Metadata = { title: "Accept an invitation" };

/** Where an invited person chooses a password. The token comes in the address behind `#`, which browsers keep to themselves. */
export default function AcceptInvitePage() {
  return (
    <div className="grid min-h-dvh bg-surface lg:grid-cols-[minmax(26rem,5fr)_7fr]">
      <main id="main" className="flex flex-col px-6 py-8 sm:px-12">
        <Logo />
        <div className="m-auto w-full max-w-sm py-10">
          <h1 className="font-semibold text-2xl tracking-tight">Accept your invitation</h1>
          <p className="mt-1 mb-6 text-muted">Choose a password. The invitation works once.</p>
          <AcceptInviteForm action={acceptInvitation} />
        </div>
      </main>
      <RookeryPanel />
    </div>
  );
}
