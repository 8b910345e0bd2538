import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { FilterSelect, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { type RuleRow, RulesTable } from "#components/rules/rules-table";
import { RULE_COLUMNS, STATE_LOOKS, SWITCH_LABELS } from "#components/rules/wording";
import { ButtonLink } from "#components/ui/button";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { archiveRule, createRule, listRules, updateRule } from "#lib/rules/operations";
import { ListRulesQuery, type Rule } from "#lib/rules/schema";
import { executeRule } from "#lib/rules/trial-operations";
import { RuleTabs } from "./rule-tabs.tsx";

export const metadata: Metadata = { title: "Rules" };

const PATH = "/console/rules";
const LIST = {
  list: "rules",
  path: PATH,
  title: "rules",
  keys: ["page", "pageSize", "sort", "search", "scope", "state", "isEnabled"],
  schema: ListRulesQuery,
  columns: RULE_COLUMNS,
} as const satisfies ListSpec<string>;

const SWITCHES = Object.entries(SWITCH_LABELS).map(([value, label]) => ({ value, label }));
const STATES = Object.entries(STATE_LOOKS)
  .filter(([value]) => value !== "archived")
  .map(([value, { word }]) => ({ value, label: word }));
const SCOPES = [{ value: "global", label: "Everybody" }];

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every rule that is not archived, with how it stands. */
export default async function RulesPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { query, at, clearHref, dialog, hidden, order, views } = await listState(caller, LIST, await searchParams);
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () => perform(listRules, caller, { query }));
  const now = new Date().toISOString();
  const chips = chipsOf(query, at);
  const create = can(caller.actor, createRule.policy) ? (
    <ButtonLink href={`${PATH}/new`} variant="primary">
      <Plus aria-hidden="true" />
      New rule
    </ButtonLink>
  ) : null;
  return (
    <ListPage>
      <PageHeader
        title="Rules"
        {...(result.ok && { total: result.value.data.totalItems, totalCapped: result.value.data.totalCapped === true })}
        freshness={{ asOf: now, now, label: "Read" }}
        actions={create}
      />
      <RuleTabs current="rules" caller={caller} />
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <FilterForm label="Filter rules" at={at}>
          <SearchField label="Search rules" placeholder="Part of the name" value={query.search} />
          <FilterSelect label="State" name="state" value={query.state} options={STATES} any="Any state" />
          <FilterSelect label="Switch" name="isEnabled" value={query.isEnabled} options={SWITCHES} any="On or off" />
          <FilterSelect
            label="Scope"
            name="scope"
            value={query.scope}
            options={isOfTenant(query.scope) ? [...SCOPES, { value: query.scope, label: "One tenant" }] : SCOPES}
            any="Any scope"
          />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chips} clearHref={clearHref} />
      {result.ok ? (
        <>
          <RulesTable
            rows={result.value.data.items.map((rule) => rowOf(rule, caller.actor))}
            at={at}
            now={now}
            sort={query.sort ?? "-createdOn"}
            hiddenColumns={hidden}
            columnOrder={order}
            empty={
              <ListEmpty
                isFiltered={chips.length > 0}
                isScoped={caller.actor.tenantScope !== "global"}
                clearHref={clearHref}
                noMatch={{ title: "No rule matches", text: "The search looks for a part of the name, in any case." }}
                nothingYet={{
                  title: "No rule yet",
                  text: "A rule acts on users or tenants when a condition over their metrics holds. It can be tried on history before it is enabled.",
                }}
                create={create}
              />
            }
          />
          <Pagination
            {...result.value.data}
            totalCapped={result.value.data.totalCapped === true}
            at={at}
            itemName="rules"
          />
        </>
      ) : (
        result.view
      )}
    </ListPage>
  );
}

const isOfTenant = (scope: string | undefined): scope is string => scope?.startsWith("tenant:") === true;

function rowOf(rule: Rule, actor: Actor): RuleRow {
  const href = `${PATH}/${rule.ruleId}`;
  const isWriter = can(actor, updateRule.policy);
  return {
    ...rule,
    actions: [
      { href, label: "Open" },
      ...(isWriter ? [{ href: `${href}/edit`, label: "Edit" }] : []),
      ...(can(actor, executeRule.policy)
        ? [
            { href: `${href}?tab=dry-run`, label: "Dry run" },
            { href: `${href}?tab=backtest`, label: "Back-test" },
          ]
        : []),
      ...(isWriter
        ? [{ href: `${href}?dialog=${rule.isEnabled ? "disable" : "enable"}`, label: switchLabel(rule) }]
        : []),
      ...(can(actor, archiveRule.policy)
        ? [{ href: `${href}?dialog=archive`, label: "Archive…", isDangerous: true }]
        : []),
    ],
  };
}

const switchLabel = ({ isEnabled }: Rule): string => (isEnabled ? "Disable…" : "Enable…");

function chipsOf(query: Partial<Record<(typeof LIST.keys)[number], string>>, at: string) {
  const words = {
    search: { label: "Search", value: query.search },
    state: { label: "State", value: STATES.find(({ value }) => value === query.state)?.label ?? query.state },
    isEnabled: { label: "Switch", value: query.isEnabled && (SWITCH_LABELS[query.isEnabled] ?? query.isEnabled) },
    scope: { label: "Scope", value: query.scope === "global" ? "Everybody" : query.scope },
  };
  return Object.entries(words).flatMap(([key, { label, value }]) =>
    value === undefined ? [] : [{ label, value, removeHref: hrefWith(at, { [key]: null, page: null }) }],
  );
}
