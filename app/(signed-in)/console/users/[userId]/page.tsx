import type { Metadata } from "next";
import type { ReactNode } from "react";
import { attempt } from "#app/_support/attempt.tsx";
import { AppLink } from "#components/ui/app-link";
import { Badge } from "#components/ui/badge";
import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Tabs } from "#components/ui/tabs";
import { clientName } from "#components/users/client-name";
import { LockBanner } from "#components/users/lock-banner";
import { type SessionFacts, SessionList } from "#components/users/session-list";
import { UserOverview } from "#components/users/user-overview";
import { UserStatus } from "#components/users/user-status";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { isSystemRole, SYSTEM_ROLES } from "#lib/policy/roles";
import { getUserAccess } from "#lib/super-admin-api";
import { getUser } from "#lib/users/operations";
import { AccessTab } from "./access-tab.tsx";
import { actsOn, UserActions } from "./actions-menu.tsx";
import { ActivityTab } from "./activity-tab.tsx";
import { keyInstead } from "./key-instead.ts";
import { UserDialog } from "./user-dialog.tsx";

export const metadata: Metadata = { title: "User" };

const KEYS = ["tab", "operation", "tenantId", "dialog", "session", "side", "page", "pageSize", "sort"] as const;

interface Props {
  readonly params: Promise<{ userId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One user: who, since when locked and why, sessions and latest activity. */
export default async function UserPage({ params, searchParams }: Props) {
  const caller = await pageCaller();
  const { userId } = await params;
  const { tab, operation, tenantId, dialog, session, side, ...place } = queryOf(await searchParams, KEYS);
  const paging = Object.fromEntries(Object.entries(place).filter((entry) => entry[1] !== undefined));
  const path = `/console/users/${userId}`;
  const result = await attempt({ caller, href: hrefWith(path, { tab }), cleanHref: path }, () =>
    perform(getUser, caller, { path: { userId } }).catch(keyInstead(caller, userId)),
  );
  if (!result.ok) {
    return result.view;
  }
  const { data: user, version = 0 } = result.value;
  const closeHref = hrefWith(path, { tab, operation, tenantId });
  const now = new Date().toISOString();
  const acts = await actsOn(user, caller.actor);
  const canExplain = can(caller.actor, getUserAccess.policy);
  const isKnown = tab === "sessions" || tab === "activity" || (tab === "access" && canExplain);
  const current = isKnown ? tab : "overview";
  const panels: Readonly<Record<typeof current, () => ReactNode>> = {
    overview: () => (
      <UserOverview
        user={user}
        roleName={roleLabel(user.role)}
        roleDescription={isSystemRole(user.role) ? SYSTEM_ROLES[user.role].description : "Custom role"}
        now={now}
      />
    ),
    sessions: () => (
      <Card title="Open sessions" description="Newest first, at most 50" flush>
        {user.sessions.length === 0 ? (
          <EmptyState kind="nothing-yet" title="No open session">
            Nobody is signed in with this account.
          </EmptyState>
        ) : (
          <SessionList
            sessions={user.sessions}
            now={now}
            action={(each) => (
              <span className="flex items-center gap-3">
                {can(caller.actor, listAuditLogs.policy) ? <SessionEvents session={each} /> : null}
                {acts.has("session") ? <EndSession path={path} session={each} /> : null}
              </span>
            )}
          />
        )}
      </Card>
    ),
    access: () => <AccessTab user={user} caller={caller} asked={{ operation, tenantId }} />,
    activity: () => <ActivityTab user={user} caller={caller} path={path} side={side} paging={paging} />,
  };
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Users", href: "/console/users" }, { label: user.name }]}
        title={user.name}
        meta={
          <>
            <UserStatus status={user.status} />
            <Badge>{roleLabel(user.role)}</Badge>
            <CopyableId value={user.userId} label="user id" />
          </>
        }
        actions={<UserActions user={user} actor={caller.actor} />}
      />
      <LockBanner user={user} now={now} />
      <Tabs
        label="Sections of this user"
        items={[
          { href: path, label: "Overview", current: current === "overview" },
          {
            href: `${path}?tab=sessions`,
            label: "Sessions",
            count: user.sessions.length,
            current: current === "sessions",
          },
          { href: `${path}?tab=activity`, label: "Activity", current: current === "activity" },
          ...(canExplain ? [{ href: `${path}?tab=access`, label: "Access", current: current === "access" }] : []),
        ]}
      />
      {panels[current]()}
      <UserDialog
        kind={dialog}
        sessionId={session}
        user={user}
        version={version}
        caller={caller}
        closeHref={closeHref}
      />
    </>
  );
}

function EndSession({ path, session }: { readonly path: string; readonly session: SessionFacts }) {
  const { sessionId, userAgent } = session;
  return (
    <ButtonLink
      size="sm"
      href={hrefWith(path, { tab: "sessions", dialog: "session", session: sessionId })}
      scroll={false}
    >
      End<span className="sr-only"> session of {clientName(userAgent)}</span>
    </ButtonLink>
  );
}

/** The way from a session to what it left in the audit log. */
function SessionEvents({ session: { sessionId, userAgent } }: { readonly session: SessionFacts }) {
  return (
    <AppLink href={hrefWith("/console/audit", { entityType: "session", entityId: sessionId })} className="link text-sm">
      Events<span className="sr-only"> of the session {clientName(userAgent)}</span>
    </AppLink>
  );
}
