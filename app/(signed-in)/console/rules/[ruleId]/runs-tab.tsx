import { attempt } from "#app/_support/attempt.tsx";
import { ExecutionsTable } from "#components/rules/executions-table";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { perform } from "#lib/operation/perform";
import { listRuleExecutions } from "#lib/rules/execution-operations";
import type { TabProps } from "./versions-tab.tsx";

/** The runs of the rule, newest first. */
export async function RunsTab({ rule, caller, at, paging }: TabProps) {
  const cleanHref = hrefWith(at, { page: null, pageSize: null, sort: null });
  const result = await attempt({ caller, href: at, cleanHref }, () =>
    perform(listRuleExecutions, caller, { path: { ruleId: rule.ruleId }, query: paging }),
  );
  if (!result.ok) {
    return result.view;
  }
  const { data } = result.value;
  return (
    <>
      <ExecutionsTable
        rows={data.items}
        at={at}
        now={new Date().toISOString()}
        sort={paging["sort"] ?? "-createdOn"}
        empty={
          <EmptyState kind="nothing-yet" title="It has not hit anybody yet">
            Runs that hit nobody leave no trace.
          </EmptyState>
        }
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="runs" />
    </>
  );
}
