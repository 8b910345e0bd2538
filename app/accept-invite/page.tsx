import type { Metadata } from "next";
import { OneTimePasswordForm } from "#components/auth/one-time-password-form";
import { WayIn } from "#components/auth/way-in";
import { acceptInvitation } from "./actions.ts";

export const metadata: Metadata = { title: "Accept an invitation" };

/** Where an invited person chooses a password. The token comes in the address behind `#`, which browsers keep to themselves. */
export default function AcceptInvitePage() {
  return (
    <WayIn title="Accept your invitation" description="Choose a password. The invitation works once.">
      <OneTimePasswordForm
        action={acceptInvitation}
        name="inviteToken"
        tokenLabel="Invite token"
        tokenHelp="It is in the invitation that you were sent."
        passwordLabel="Password"
        errorTitle="The invitation was not accepted"
        submitLabel="Activate account"
        pendingLabel="Activating…"
      />
    </WayIn>
  );
}
