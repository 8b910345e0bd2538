import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { EditRuleForm } from "#components/rules/rule-forms";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import type { Caller } from "#lib/operation/operation";
import { assertMay, perform } from "#lib/operation/perform";
import { getRule, updateRule } from "#lib/rules/operations";
import type { Rule } from "#lib/rules/schema";
import { tenantLabel } from "../../../users/tenant-filter.tsx";
import { updateRuleAction } from "../../actions.ts";
import { metricCatalogue } from "../../catalogue.ts";
import { checkCondition } from "../../checked.ts";

export const metadata: Metadata = { title: "Edit rule" };

interface Props {
  readonly params: Promise<{ ruleId: string }>;
}

/** Edits a rule, and tries the edit before it is saved. */
export default async function EditRulePage({ params }: Props) {
  const { ruleId } = await params;
  const caller = await pageCaller();
  const href = `/console/rules/${ruleId}`;
  const result = await attempt({ caller, href: `${href}/edit`, cleanHref: href }, async () => {
    await assertMay(updateRule, caller);
    const [rule, catalogue] = await Promise.all([
      perform(getRule, caller, { path: { ruleId } }),
      metricCatalogue(caller),
    ]);
    const [initial, check] = await Promise.all([
      initialOf(rule.data, caller),
      checkCondition(caller, rule.data.condition, rule.data.action),
    ]);
    return { rule, catalogue, initial, check };
  });
  if (!result.ok) {
    return result.view;
  }
  const { rule, catalogue, initial, check } = result.value;
  const { name, isEnabled, archivedOn } = rule.data;
  return (
    <>
      <PageHeader
        title={`Edit ${name}`}
        crumbs={[{ href: "/console/rules", label: "Rules" }, { href, label: name }, { label: "Edit" }]}
      />
      {archivedOn === null ? (
        <>
          {isEnabled ? (
            <Banner tone="info" title="This rule is enabled: a new version takes over as soon as it is saved.">
              Runs under way stay with the version that they began with.
            </Banner>
          ) : null}
          <EditRuleForm
            action={updateRuleAction}
            catalogue={catalogue}
            ruleId={ruleId}
            version={rule.version ?? 0}
            initial={initial}
            check={check}
          />
        </>
      ) : (
        <Banner
          tone="neutral"
          title="An archived rule cannot be edited."
          actions={<ButtonLink href={href}>Back to the rule</ButtonLink>}
        />
      )}
    </>
  );
}

async function initialOf(rule: Rule, caller: Caller): Promise<Readonly<Record<string, string>>> {
  const { name, description, scope, condition, action, mode, maxImpact } = rule;
  return {
    ...{ name, description, condition, action, mode },
    maxImpact: maxImpact === null ? "" : String(maxImpact),
    tenant: scope === "global" ? "" : await tenantLabel(scope.slice("tenant:".length), caller),
  };
}
