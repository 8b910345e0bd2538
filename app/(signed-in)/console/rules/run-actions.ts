"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { dialogVersion } from "#app/_support/conflict.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { TrialState } from "#components/rules/rule-form-state";
import type { FormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { backtestRule } from "#lib/rules/backtest-operations";
import { approveExecution, cancelExecution } from "#lib/rules/execution-operations";
import { archiveRule, setRuleStatus } from "#lib/rules/operations";
import { executeRule } from "#lib/rules/trial-operations";
import { restoreRuleVersion } from "#lib/rules/version-operations";
import { spanOf } from "./draft.ts";

const textOf = (form: FormData, name: string): string => String(form.get(name) ?? "");
const pathOf = (form: FormData) => ({ ruleId: textOf(form, "ruleId") });
const runHref = (executionId: string): string => `/console/rules/runs/${executionId}`;
const reasonOf = (form: FormData) => (textOf(form, "reason").trim() ? { reason: textOf(form, "reason") } : {});
const keyOf = (form: FormData) => ({ idempotencyKey: textOf(form, "key") || undefined });

/** Enables or disables a rule. */
export async function setRuleStatusAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const isEnabled = form.get("isEnabled") === "true";
  try {
    const body = { isEnabled, ...reasonOf(form) };
    await perform(setRuleStatus, caller, { path: pathOf(form), body }, dialogVersion(form));
  } catch (thrown) {
    return failedForm(thrown, caller, fieldsOf(form, ["reason"]));
  }
  const message = isEnabled ? "The rule is enabled. It runs every minute and on its events." : "The rule is disabled.";
  await announce({ tone: isEnabled ? "success" : "warning", message, link: auditLink(textOf(form, "ruleId")) });
  redirect(`/console/rules/${textOf(form, "ruleId")}`);
}

/** Archives a rule. */
export async function archiveRuleAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  try {
    await perform(archiveRule, caller, { path: pathOf(form), body: reasonOf(form) }, dialogVersion(form));
  } catch (thrown) {
    return failedForm(thrown, caller, fieldsOf(form, ["reason"]));
  }
  const message = "The rule is archived: it never runs again, and its name is free.";
  await announce({ tone: "warning", message, link: auditLink(textOf(form, "ruleId")) });
  redirect("/console/rules");
}

/** Starts a run. */
export async function executeRuleAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  let executionId: string;
  try {
    const { data } = await perform(executeRule, caller, { path: pathOf(form) }, keyOf(form));
    if (!("executionId" in data)) {
      throw new Error("a run was asked for and tried only");
    }
    ({ executionId } = data);
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  await announce({ tone: "info", message: "The run is queued.", link: auditLink(textOf(form, "ruleId")) });
  redirect(runHref(executionId));
}

/** Saves an earlier version again. */
export async function restoreVersionAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const version = textOf(form, "restored");
  try {
    const path = { ...pathOf(form), version };
    await perform(restoreRuleVersion, caller, { path }, { ...dialogVersion(form), ...keyOf(form) });
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  const message = `Version ${version} is in force again, as the newest one.`;
  await announce({ tone: "success", message, link: auditLink(textOf(form, "ruleId")) });
  redirect(`/console/rules/${textOf(form, "ruleId")}?tab=versions`);
}

/** Lets a run go on that waits, or ends one that is not over. */
export async function decideRunAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const isApproval = form.get("decision") === "approve";
  const executionId = textOf(form, "executionId");
  try {
    const input = { path: { executionId }, body: reasonOf(form) };
    await (isApproval
      ? perform(approveExecution, caller, input, keyOf(form))
      : perform(cancelExecution, caller, input, keyOf(form)));
  } catch (thrown) {
    return failedForm(thrown, caller, fieldsOf(form, ["reason"]));
  }
  const message = isApproval ? "The run is approved and goes on." : "The run is cancelled. What it has done stays.";
  await announce({ tone: isApproval ? "success" : "warning", message, link: auditLink(executionId) });
  redirect(runHref(executionId));
}

/** Tries a saved rule on the present. */
export async function dryRunAction(_state: TrialState, form: FormData): Promise<TrialState> {
  const caller = await pageCaller();
  try {
    const { data } = await perform(executeRule, caller, { path: pathOf(form), query: { dryRun: "true" } });
    if (!("impacted" in data)) {
      throw new Error("a trial was asked for and begun in earnest");
    }
    return { trial: { kind: "dry-run", found: data } };
  } catch (thrown) {
    return { error: failedForm(thrown, caller).error };
  }
}

/** Tries a saved rule on a stretch of the past. */
export async function backtestAction(_state: TrialState, form: FormData): Promise<TrialState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["span"]);
  try {
    const input = { path: pathOf(form), body: spanOf(values["span"] ?? "") };
    return { values, trial: { kind: "backtest", found: (await perform(backtestRule, caller, input)).data } };
  } catch (thrown) {
    const { error, fields } = failedForm(thrown, caller);
    return { values, error: [error, ...Object.values(fields ?? {})].join(" ") };
  }
}
