import type { Metadata } from "next";
import type { z } from "zod";
import { attempt } from "#app/_support/attempt.tsx";
import { SecondFactorCard } from "#components/second-factor/status-card";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { SubmitButton } from "#components/ui/submit-button";
import { clientName } from "#components/users/client-name";
import { IdentitiesCard } from "#components/users/identities-card";
import { PasswordForm } from "#components/users/password-form";
import { type SessionFacts, SessionList } from "#components/users/session-list";
import { pageCaller } from "#lib/auth/console";
import { listIdentities } from "#lib/auth/identity-operations";
import { getTotp } from "#lib/auth/second-factor/operations";
import { listSessions } from "#lib/auth/session-operations";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { endOtherSessions, endSession, savePassword, unlink } from "./actions.ts";

export const metadata: Metadata = { title: "Sessions and password" };

const PATH = "/console/account";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One's own open sessions and password. */
export default async function AccountPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const query = queryOf(await searchParams, ["page", "pageSize"]);
  const at = hrefWith(PATH, query);
  const place = { caller, href: at, cleanHref: PATH };
  const [result, factor, linked] = await Promise.all([
    attempt(place, () => perform(listSessions, caller, { query })),
    attempt(place, () => perform(getTotp, caller, {})),
    attempt(place, () => perform(listIdentities, caller, {})),
  ]);
  const now = new Date().toISOString();
  const { role, profile } = caller.actor;
  return (
    <>
      <PageHeader
        title="Sessions and password"
        meta={<Badge>{roleLabel(role)}</Badge>}
        description={`${profile?.name ?? ""}, ${profile?.email ?? ""}`}
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        {result.ok ? (
          <div className="flex min-w-0 flex-col gap-3">
            <Card
              title="Your open sessions"
              description="End those that you do not recognise"
              flush
              {...(result.value.data.totalItems > 1 && { actions: END_OTHERS })}
            >
              <SessionList sessions={result.value.data.items} now={now} action={endButton} />
            </Card>
            <Pagination {...result.value.data} totalCapped={false} at={at} itemName="sessions" />
          </div>
        ) : (
          result.view
        )}
        <div className="flex flex-col gap-4">
          {factor.ok ? <SecondFactorCard status={factor.value.data} now={now} /> : factor.view}
          {linked.ok ? <Identities linked={linked.value.data} now={now} /> : linked.view}
          <Card title="Change password" description="Every other session ends with it">
            <PasswordForm action={savePassword} email={profile?.email ?? ""} />
          </Card>
        </div>
      </div>
    </>
  );
}

/** Nothing for whoever signs in with a password alone. */
function Identities({ linked, now }: { readonly linked: Linked; readonly now: string }) {
  return linked.identities.length === 0 ? null : <IdentitiesCard {...linked} now={now} unlink={unlink} />;
}

type Linked = z.output<typeof listIdentities.output>;

const END_OTHERS = (
  <form action={endOtherSessions}>
    <SubmitButton size="sm" pendingLabel="Ending…">
      End all others
    </SubmitButton>
  </form>
);

/** The session at hand ends by signing out. */
const endButton = ({ sessionId, userAgent, isCurrent }: SessionFacts) =>
  isCurrent === true ? null : (
    <form action={endSession}>
      <input type="hidden" name="sessionId" value={sessionId} />
      <SubmitButton size="sm" pendingLabel="Ending…">
        End<span className="sr-only"> session of {clientName(userAgent)}</span>
      </SubmitButton>
    </form>
  );
