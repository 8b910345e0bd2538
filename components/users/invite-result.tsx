"use client";
import { useEffect, useRef } from "react";
import { ButtonLink, buttonStyles } from "#components/ui/button";
import { OneTimeLink } from "./one-time-link.tsx";

export interface Invited {
  readonly userId: string;
  readonly email: string;
  /** Absent where the link was mailed. */
  readonly inviteToken: string | undefined;
}

/** What an invitation gave: a token that cannot be shown again, or a mail. Takes focus, since it replaces the form. */
export function InviteResult({ userId, email, inviteToken }: Invited) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="invited" className="flex max-w-2xl flex-col gap-4">
      <h2 ref={heading} id="invited" tabIndex={-1} className="font-semibold text-lg outline-none">
        {email} is invited
      </h2>
      <OneTimeLink
        token={inviteToken}
        label="invite token"
        page="/accept-invite"
        pageName="Accept an invitation"
        danger="Whoever has it can activate the account."
      />
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
