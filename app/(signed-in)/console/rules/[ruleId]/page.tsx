import { Pencil, Zap } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { RuleOverview } from "#components/rules/rule-overview";
import { RuleState } from "#components/rules/states";
import { BacktestForm, DryRunForm } from "#components/rules/trial-forms";
import { Badge } from "#components/ui/badge";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { hrefWith, queryOf } from "#components/ui/href";
import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { type Tab, Tabs } from "#components/ui/tabs";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { getRule, updateRule } from "#lib/rules/operations";
import type { Rule } from "#lib/rules/schema";
import { executeRule } from "#lib/rules/trial-operations";
import { backtestAction, dryRunAction } from "../run-actions.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { RunsTab } from "./runs-tab.tsx";
import { VersionsTab } from "./versions-tab.tsx";

export const metadata: Metadata = { title: "Rule" };

interface Props {
  readonly params: Promise<{ ruleId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One rule: what it says, whom it would hit and would have hit, how it came to be so, and what it has done. */
export default async function RulePage({ params, searchParams }: Props) {
  const caller = await pageCaller();
  const { ruleId } = await params;
  const {
    dialog,
    version: asked,
    ...query
  } = queryOf(await searchParams, [...(["tab", "page", "pageSize", "sort", "dialog", "version"] as const)]);
  const href = `/console/rules/${ruleId}`;
  const result = await attempt({ caller, href, cleanHref: href }, () => perform(getRule, caller, { path: { ruleId } }));
  if (!result.ok) {
    return result.view;
  }
  const { data: rule, version: revision = 0 } = result.value;
  const now = new Date().toISOString();
  const tabs = tabsOf(rule, caller.actor, href, query.tab);
  const tab = tabs.find(({ current }) => current)?.id;
  const { tab: _, ...paging } = query;
  const at = hrefWith(href, query);
  const trial = { ruleId, version: rule.version };
  return (
    <>
      <PageHeader
        title={rule.name}
        crumbs={[{ href: "/console/rules", label: "Rules" }, { label: rule.name }]}
        meta={
          <>
            <RuleState state={rule.state} />
            <Badge mono>v{rule.version}</Badge>
          </>
        }
        description={rule.description || undefined}
        actions={<RuleActions rule={rule} actor={caller.actor} at={at} />}
      />
      {rule.archivedOn === null ? null : (
        <Banner tone="neutral" title="This rule is archived: it never runs again.">
          Since <RelativeTime value={rule.archivedOn} now={now} />
        </Banner>
      )}
      <Tabs label="Sections of this rule" items={tabs} />
      {tab === "overview" ? (
        <RuleOverview rule={rule} now={now} mayReadAudit={can(caller.actor, listAuditLogs.policy)} />
      ) : null}
      {tab === "dry-run" ? <DryRunForm {...trial} action={dryRunAction} /> : null}
      {tab === "backtest" ? <BacktestForm {...trial} action={backtestAction} /> : null}
      {tab === "versions" ? <VersionsTab rule={rule} caller={caller} at={at} paging={paging} /> : null}
      {tab === "runs" ? <RunsTab rule={rule} caller={caller} at={at} paging={paging} /> : null}
      <RuleDialog kind={dialog} rule={rule} revision={revision} asked={asked} caller={caller} closeHref={at} />
    </>
  );
}

function tabsOf(rule: Rule, actor: Actor, href: string, asked: string | undefined): (Tab & { readonly id: string })[] {
  const mayTry = rule.archivedOn === null && can(actor, executeRule.policy);
  const tabs = [
    { id: "overview", href, label: "Overview" },
    ...(mayTry
      ? [
          { id: "dry-run", href: `${href}?tab=dry-run`, label: "Dry run" },
          { id: "backtest", href: `${href}?tab=backtest`, label: "Back-test" },
        ]
      : []),
    { id: "versions", href: `${href}?tab=versions`, label: "Versions", count: rule.version },
    { id: "runs", href: `${href}?tab=runs`, label: "Runs" },
  ];
  const current = tabs.find(({ id }) => id === asked)?.id ?? "overview";
  return tabs.map((tab) => ({ ...tab, current: tab.id === current }));
}

interface RuleActionsProps {
  readonly rule: Rule;
  readonly actor: Actor;
  readonly at: string;
}

/** What this reader may do with the rule. */
function RuleActions({ rule, actor, at }: RuleActionsProps) {
  if (rule.archivedOn !== null) {
    return null;
  }
  const dialog = (kind: string) => hrefWith(at, { dialog: kind });
  const mayWrite = can(actor, updateRule.policy);
  return (
    <>
      {can(actor, executeRule.policy) ? (
        <ButtonLink href={dialog("execute")} scroll={false}>
          <Zap aria-hidden="true" />
          Run now…
        </ButtonLink>
      ) : null}
      {mayWrite ? (
        <>
          <ButtonLink href={dialog(rule.isEnabled ? "disable" : "enable")} scroll={false}>
            {rule.isEnabled ? "Disable…" : "Enable…"}
          </ButtonLink>
          <ButtonLink href={`/console/rules/${rule.ruleId}/edit`} variant="primary">
            <Pencil aria-hidden="true" />
            Edit
          </ButtonLink>
          <Menu label={`More actions for ${rule.name}`}>
            <MenuLink href={dialog("archive")} tone="danger" scroll={false}>
              Archive…
            </MenuLink>
          </Menu>
        </>
      ) : null}
    </>
  );
}
