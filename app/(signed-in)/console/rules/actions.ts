"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { failedVersion, mergedFields, openedVersion, versionOf } from "#app/_support/conflict.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { RuleFormState, Trial } from "#components/rules/rule-form-state";
import { pageCaller } from "#lib/auth/console";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { backtestDraft } from "#lib/rules/backtest-operations";
import { createRule, getRule, updateRule } from "#lib/rules/operations";
import type { Rule } from "#lib/rules/schema";
import { dryRunDraft } from "#lib/rules/trial-operations";
import { checkCondition, mistakeOf } from "./checked.ts";
import { contentOf, scopeOf, spanOf, VERSION_FIELDS } from "./draft.ts";

const hrefOf = (ruleId: string): string => `/console/rules/${ruleId}`;

/** Creates the rule, or with another intent tries what the form says. The key minted with the form makes a double submit harmless. */
export async function createRuleAction(_state: RuleFormState, form: FormData): Promise<RuleFormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, [...VERSION_FIELDS, "tenant", "isEnabled", "span"]);
  const idempotencyKey = String(form.get("idempotencyKey") ?? "") || undefined;
  let rule: Rule;
  try {
    const scope = await scopeOf(values["tenant"] ?? "", caller);
    const trial = await trialOf(form, values, scope, caller);
    if (trial) {
      return { values, ...trial };
    }
    const body = { ...contentOf(values), scope, isEnabled: values["isEnabled"] === "on" };
    rule = (await perform(createRule, caller, { body }, { idempotencyKey })).data;
  } catch (thrown) {
    return withPlace(failedForm(thrown, caller, values), thrown);
  }
  await announce({ tone: "success", message: `${rule.name} has been created.`, link: auditLink(rule.ruleId) });
  redirect(hrefOf(rule.ruleId));
}

/** Saves a new version, or with another intent tries what the form says. */
export async function updateRuleAction(_state: RuleFormState, form: FormData): Promise<RuleFormState> {
  const caller = await pageCaller();
  const values = { ...mergedFields(form, VERSION_FIELDS), ...fieldsOf(form, ["tenant", "span"]) };
  const ruleId = String(form.get("ruleId") ?? "");
  let rule: Rule;
  try {
    const trial = await trialOf(form, values, await scopeOf(values["tenant"] ?? "", caller), caller);
    if (trial) {
      return { values, ...openedVersion(form), ...trial };
    }
    const input = { path: { ruleId }, body: contentOf(values) };
    rule = (await perform(updateRule, caller, input, { ifMatch: [versionOf(form)] })).data;
  } catch (thrown) {
    const { tenant: _, span: __, ...mine } = values as Record<string, string>;
    const state = await failedVersion(thrown, caller, form, mine, () => currentVersion(ruleId, caller));
    return withPlace({ ...state, values: { ...values, ...state.values } }, thrown);
  }
  await announce({
    tone: "success",
    message: `${rule.name} is saved as version ${rule.version}.${rule.isEnabled ? " It runs from now on." : ""}`,
    link: auditLink(ruleId),
  });
  redirect(hrefOf(ruleId));
}

async function currentVersion(ruleId: string, caller: Caller) {
  const { data, version = 0 } = await perform(getRule, caller, { path: { ruleId } });
  const { name, description, condition, action, mode, maxImpact } = data;
  return {
    values: { name, description, condition, action, mode, maxImpact: maxImpact === null ? "" : String(maxImpact) },
    version,
  };
}

/** The trial that the pressed button asks for, and what was tried in words; null where it asks to save. */
async function trialOf(
  form: FormData,
  values: Readonly<Record<string, string>>,
  scope: string,
  caller: Caller,
): Promise<Required<Pick<RuleFormState, "trial" | "check">> | null> {
  const intent = form.get("intent");
  if (intent !== "dry-run" && intent !== "backtest") {
    return null;
  }
  const { condition, action, mode, maxImpact } = contentOf(values);
  const asked = { condition, action, scope };
  const body = { ...asked, ...spanOf(values["span"] ?? "") };
  const trial: Trial =
    intent === "dry-run"
      ? { kind: intent, found: (await perform(dryRunDraft, caller, { body: { ...asked, mode, maxImpact } })).data }
      : { kind: intent, found: (await perform(backtestDraft, caller, { body })).data };
  return { trial, check: await checkCondition(caller, condition, action) };
}

/** A refusal with the place of the mistake in the condition, and what is wrong with the scope at the field that names it. */
function withPlace<S extends RuleFormState>(state: S, thrown: unknown): S {
  const { scope, ...fields } = state.fields ?? {};
  const mistake = mistakeOf(thrown);
  return {
    ...state,
    ...(state.fields && {
      fields: {
        ...fields,
        ...(scope !== undefined && { tenant: "There is no such tenant" }),
        ...(mistake && { condition: mistake.message }),
      },
    }),
    position: mistake && "position" in mistake ? mistake.position : null,
  };
}
