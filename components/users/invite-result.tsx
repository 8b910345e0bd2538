"use client";
import { useEffect, useRef } from "react";
import { Banner } from "#components/ui/banner";
import { ButtonLink, buttonStyles } from "#components/ui/button";
import { CopyableId } from "#components/ui/copyable-id";

export interface Invited {
  readonly userId: string;
  readonly email: string;
  readonly inviteToken: string;
}

/** What an invitation gave: a token that cannot be shown again. Takes focus, since it replaces the form. */
export function InviteResult({ userId, email, inviteToken }: Invited) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="invited" className="flex max-w-2xl flex-col gap-4">
      <h2 ref={heading} id="invited" tabIndex={-1} className="font-semibold text-lg outline-none">
        {email} is invited
      </h2>
      <Banner tone="warning" title="This token is shown only now">
        Pass it on over a channel you trust. Whoever has it can activate the account.
      </Banner>
      <div className="rounded-lg border border-line bg-canvas p-3">
        <p className="text-muted text-xs">One-time invite token</p>
        <CopyableId
          value={inviteToken}
          label="invite token"
          className="[&_code]:whitespace-normal [&_code]:break-all"
        />
      </div>
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
    </section>
  );
}
