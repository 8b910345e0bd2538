import type { z } from "zod";
import { PeekPanel } from "#components/data-table/peek-panel";
import { AppLink } from "#components/ui/app-link";
import { CopyableId } from "#components/ui/copyable-id";
import { DefinitionList } from "#components/ui/definition-list";
import { RelativeTime } from "#components/ui/relative-time";
import type { UserDetail } from "#lib/users/schema";
import { LockBanner } from "./lock-banner.tsx";
import { UserStatus } from "./user-status.tsx";

interface UserPeekProps {
  readonly user: z.output<typeof UserDetail>;
  readonly roleName: string;
  readonly at: string;
  readonly now: string;
}

/** A user in short, beside the list. */
export function UserPeek({ user, roleName, at, now }: UserPeekProps) {
  return (
    <PeekPanel
      title={user.name}
      meta={<UserStatus status={user.status} />}
      at={at}
      href={`/console/users/${user.userId}`}
    >
      <LockBanner user={user} now={now} />
      <DefinitionList
        layout="stacked"
        items={[
          { term: "E-mail address", value: user.email },
          { term: "Role", value: roleName },
          { term: "Tenants", value: <Tenants tenants={user.tenants} /> },
          {
            term: "Open sessions",
            value: <span className="figure">{user.sessions.length === 50 ? "50 or more" : user.sessions.length}</span>,
          },
          { term: "Last sign-in", value: <RelativeTime value={user.lastLoginOn} now={now} empty="Never" /> },
          { term: "Two-factor sign-in", value: user.mfaEnabled ? "Enrolled" : "Not enrolled" },
          { term: "Created", value: <RelativeTime value={user.createdOn} now={now} /> },
          { term: "User id", value: <CopyableId value={user.userId} label="user id" /> },
        ]}
      />
    </PeekPanel>
  );
}

const SHOWN = 8;

function Tenants({ tenants }: Pick<UserPeekProps["user"], "tenants">) {
  if (tenants.length === 0) {
    return <span className="text-subtle">None that you can see</span>;
  }
  return (
    <ul>
      {tenants.slice(0, SHOWN).map(({ tenantId, name }) => (
        <li key={tenantId} className="truncate">
          <AppLink href={`/console/tenants/${tenantId}`} className="link">
            {name}
          </AppLink>
        </li>
      ))}
      {tenants.length > SHOWN ? <li className="text-subtle">and {tenants.length - SHOWN} more</li> : null}
    </ul>
  );
}
