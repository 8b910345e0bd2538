import type { Metadata } from "next";
import { OneTimePasswordForm } from "#components/auth/one-time-password-form";
import { WayIn } from "#components/auth/way-in";
import { chooseNewPassword } from "./actions.ts";

export const metadata: Metadata = { title: "Choose a new password" };

/** Where somebody whose password is reset chooses another. The token comes in the address behind `#`, as for an invitation. */
export default function ResetPasswordPage() {
  return (
    <WayIn
      title="Choose a new password"
      description="The link works once. It signs you out everywhere else, and in here."
    >
      <OneTimePasswordForm
        action={chooseNewPassword}
        name="resetToken"
        tokenLabel="Reset token"
        tokenHelp="It is in the mail or message that you were sent."
        passwordLabel="New password"
        errorTitle="The password was not changed"
        submitLabel="Save and sign in"
        pendingLabel="Saving…"
      />
    </WayIn>
  );
}
