import { RotateCcw } from "lucide-react";
import { attempt } from "#app/_support/attempt.tsx";
import { RuleHistory } from "#components/rules/rule-history";
import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import type { Rule, RuleVersion } from "#lib/rules/schema";
import { listRuleVersions, restoreRuleVersion } from "#lib/rules/version-operations";

export interface TabProps {
  readonly rule: Rule;
  readonly caller: Caller;
  /** The address of this tab and page. */
  readonly at: string;
  readonly paging: Readonly<Record<string, string>>;
}

/** Every version of the rule, each against the one before it. */
export async function VersionsTab({ rule, caller, at, paging }: TabProps) {
  const result = await attempt({ caller, href: at, cleanHref: hrefWith(at, { page: null, pageSize: null }) }, () =>
    versionsOf(rule, caller, paging),
  );
  if (!result.ok) {
    return result.view;
  }
  const { page, earlier } = result.value;
  const mayRestore = rule.archivedOn === null && can(caller.actor, restoreRuleVersion.policy);
  return (
    <>
      <Card title="Versions" description="Newest first, each against the one before it" flush>
        <RuleHistory
          versions={page.items}
          earlier={earlier}
          now={new Date().toISOString()}
          actionsOf={({ version }) =>
            mayRestore && version !== rule.version ? (
              <ButtonLink href={hrefWith(at, { dialog: "restore", version })} scroll={false} size="sm">
                <RotateCcw aria-hidden="true" />
                Restore…<span className="sr-only"> version {version}</span>
              </ButtonLink>
            ) : null
          }
        />
      </Card>
      <Pagination {...page} totalCapped={page.totalCapped === true} at={at} itemName="versions" />
    </>
  );
}

/** One page of versions, and the one that its last is compared with. */
async function versionsOf({ ruleId }: Rule, caller: Caller, query: TabProps["paging"]) {
  const path = { ruleId };
  const page = (await perform(listRuleVersions, caller, { path, query })).data;
  const last = page.items.at(-1)?.version ?? 1;
  let earlier: RuleVersion | null = null;
  if (last > 1) {
    // Versions are numbered without gaps, the latest first: with one to a page, its page follows from its number.
    const place = { page: String(page.totalItems - last + 2), pageSize: "1" };
    earlier = (await perform(listRuleVersions, caller, { path, query: place })).data.items[0] ?? null;
  }
  return { page, earlier };
}
