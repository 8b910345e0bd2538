import { Tabs } from "#components/ui/tabs";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listAllExecutions } from "#lib/rules/execution-operations";

interface RuleTabsProps {
  readonly current: "rules" | "runs" | "approvals";
  readonly caller: Caller;
}

/** The three sides of automation, each with its own address, and how many runs wait for somebody. */
export async function RuleTabs({ current, caller }: RuleTabsProps) {
  const waiting = await waitingRuns(caller);
  return (
    <Tabs
      label="Automation"
      items={[
        { href: "/console/rules", label: "Rules", current: current === "rules" },
        { href: "/console/rules/runs", label: "Runs", current: current === "runs" },
        {
          href: "/console/rules/approvals",
          label: "Approvals",
          current: current === "approvals",
          ...(waiting > 0 && { count: waiting }),
        },
      ]}
    />
  );
}

/** None rather than no page, when they cannot be read. */
async function waitingRuns(caller: Caller): Promise<number> {
  try {
    const query = { status: "awaiting_approval", pageSize: "1" };
    return (await perform(listAllExecutions, caller, { query })).data.totalItems;
  } catch (thrown) {
    if (thrown instanceof AppError) {
      return 0;
    }
    throw thrown;
  }
}
