import type { Metadata } from "next";
import { v7 as uuidv7 } from "uuid";
import { attempt } from "#app/_support/attempt.tsx";
import { CreateRuleForm } from "#components/rules/rule-forms";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { assertMay } from "#lib/operation/perform";
import { createRule } from "#lib/rules/operations";
import { createRuleAction } from "../actions.ts";
import { metricCatalogue } from "../catalogue.ts";

export const metadata: Metadata = { title: "New rule" };

const EMPTY = {
  name: "",
  description: "",
  tenant: "",
  condition: "",
  action: "SUSPEND_USER",
  mode: "enforce",
  maxImpact: "",
};

/** Writes a rule, and tries it before it is saved. */
export default async function NewRulePage() {
  const caller = await pageCaller();
  const place = { caller, href: "/console/rules/new", cleanHref: "/console/rules/new" };
  const result = await attempt(place, async () => {
    await assertMay(createRule, caller);
    return metricCatalogue(caller);
  });
  if (!result.ok) {
    return result.view;
  }
  return (
    <>
      <PageHeader title="New rule" crumbs={[{ href: "/console/rules", label: "Rules" }, { label: "New rule" }]} />
      <CreateRuleForm
        action={createRuleAction}
        catalogue={result.value}
        initial={EMPTY}
        check={undefined}
        idempotencyKey={uuidv7()}
      />
    </>
  );
}
