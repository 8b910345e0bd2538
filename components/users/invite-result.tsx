"use client";
import { ButtonLink, buttonStyles } from "#components/ui/button";
import { ShownOnce } from "#components/ui/shown-once";

export interface Invited {
  readonly userId: string;
  readonly email: string;
  readonly inviteToken: string;
}

/** What an invitation gave: a token that cannot be shown again. */
export function InviteResult({ userId, email, inviteToken }: Invited) {
  return (
    <ShownOnce
      heading={`${email} is invited`}
      label="invite token"
      value={inviteToken}
      warning="Pass it on over a channel you trust. Whoever has it can activate the account."
    >
      <p className="text-muted text-sm">
        It is accepted on the page{" "}
        <a href="/accept-invite" className="link">
          Accept an invitation
        </a>
        , which also takes it as a link: add <code className="figure">#</code> and the token to the address, and no
        server log ever sees it. Programs use <code className="figure">POST /api/v1/auth/accept-invite</code>.
      </p>
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={`/console/users/${userId}`} variant="primary">
          Open the user
        </ButtonLink>
        {/* A new document, so that the form starts empty. */}
        <a href="/console/users/new" className={buttonStyles({})}>
          Invite another
        </a>
      </div>
    </ShownOnce>
  );
}
