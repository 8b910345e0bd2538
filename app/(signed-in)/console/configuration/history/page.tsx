import { RotateCcw } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { keyChip, VersionList } from "#components/configuration/version-list";
import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { getAuditLog, listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import {
  getGlobalConfiguration,
  getGlobalConfigurationHistory,
  rollBackGlobalConfiguration,
} from "#lib/configuration/operations";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { RollbackDialog } from "./rollback-dialog.tsx";

export const metadata: Metadata = { title: "Configuration history" };

const PATH = "/console/configuration/history";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every version of the global configuration, each against the one before it. */
export default async function ConfigurationHistoryPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const {
    dialog,
    version: asked,
    ...query
  } = queryOf(await searchParams, ["page", "pageSize", "key", "dialog", "version"]);
  const at = hrefWith(PATH, query);
  const result = await attempt({ caller, href: at, cleanHref: PATH }, async () => {
    const [history, current] = await Promise.all([
      perform(getGlobalConfigurationHistory, caller, { query }),
      perform(getGlobalConfiguration, caller, {}),
    ]);
    return { history: history.data, current: current.data };
  });
  if (!result.ok) {
    return result.view;
  }
  const { history, current } = result.value;
  const isEditor = can(caller.actor, rollBackGlobalConfiguration.policy);
  const rollback = (version: number) =>
    isEditor && version !== current.version ? (
      <ButtonLink href={hrefWith(at, { dialog: "rollback", version })} scroll={false} size="sm">
        <RotateCcw aria-hidden="true" />
        Roll back…<span className="sr-only"> to version {version}</span>
      </ButtonLink>
    ) : null;
  return (
    <>
      <PageHeader
        title="History"
        crumbs={[{ href: "/console/configuration", label: "Configuration" }, { label: "History" }]}
        actions={
          <>
            {can(caller.actor, listAuditLogs.policy) ? (
              <ButtonLink href="/console/audit?entityType=configuration">Audit log</ButtonLink>
            ) : null}
            {current.version === 0 ? null : (
              <DefaultsLink isEditor={isEditor} href={hrefWith(at, { dialog: "rollback", version: 0 })} />
            )}
          </>
        }
      />
      <FilterChips chips={keyChip(current.definitions, query.key, PATH)} clearHref={PATH} />
      <Card title="Versions" description="Newest first, each against the one before it" flush>
        {history.items.length === 0 ? (
          <NoVersion isFiltered={query.key !== undefined} />
        ) : (
          <VersionList
            versions={history.items}
            definitions={current.definitions}
            now={new Date().toISOString()}
            unnamed="the system"
            canOpen={can(caller.actor, getAuditLog.policy)}
            actionsOf={({ version }) => rollback(version)}
          />
        )}
      </Card>
      <Pagination {...history} totalCapped={history.totalCapped === true} at={at} itemName="versions" />
      {dialog === "rollback" && isEditor ? (
        <RollbackDialog asked={asked} current={current} caller={caller} closeHref={at} />
      ) : null}
    </>
  );
}

function NoVersion({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState kind="no-match" title="No version changed this key" />
  ) : (
    <EmptyState kind="nothing-yet" title="Nothing has been saved yet">
      The defaults are in force.
    </EmptyState>
  );
}

function DefaultsLink({ isEditor, href }: { readonly isEditor: boolean; readonly href: string }) {
  return isEditor ? (
    <ButtonLink href={href} scroll={false}>
      Back to the defaults…
    </ButtonLink>
  ) : null;
}
