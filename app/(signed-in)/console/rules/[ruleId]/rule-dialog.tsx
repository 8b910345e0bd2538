import type { ComponentProps } from "react";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { can } from "#lib/operation/authorize";
import type { Caller, Policy } from "#lib/operation/operation";
import { archiveRule, setRuleStatus } from "#lib/rules/operations";
import type { Rule } from "#lib/rules/schema";
import { executeRule } from "#lib/rules/trial-operations";
import { restoreRuleVersion } from "#lib/rules/version-operations";
import { archiveRuleAction, executeRuleAction, restoreVersionAction, setRuleStatusAction } from "../run-actions.ts";
import { effectsOf } from "./rule-effects.ts";

interface RuleDialogProps {
  readonly kind: string | undefined;
  readonly rule: Rule;
  /** The revision that the page shows: a dialog acts on no other. */
  readonly revision: number;
  /** The version to restore. */
  readonly asked: string | undefined;
  readonly caller: Caller;
  readonly closeHref: string;
}

type Words = Pick<
  ComponentProps<typeof ConfirmDialog>,
  "title" | "description" | "action" | "confirmLabel" | "pendingLabel" | "tone" | "reason" | "reversibility" | "values"
>;

interface RuleAct {
  readonly policy: Policy;
  /** Whether it makes sense of the rule as it is. */
  readonly isOpen: (rule: Rule, asked: number) => boolean;
  /** Whether it matters whom the rule would hit now. */
  readonly isCounted: boolean;
  readonly words: (rule: Rule, asked: number) => Words;
}

const ACTS: Readonly<Record<string, RuleAct>> = {
  enable: {
    policy: setRuleStatus.policy,
    isOpen: ({ isEnabled }) => !isEnabled,
    isCounted: true,
    words: ({ name }) => ({
      title: `Enable ${name}?`,
      description: "It runs every minute, and at once on the events that it reads.",
      action: setRuleStatusAction,
      confirmLabel: "Enable",
      pendingLabel: "Enabling…",
      tone: "primary",
      reason: "optional",
      reversibility: "It can be disabled again at any time. What it has done by then stays done.",
      values: { isEnabled: "true" },
    }),
  },
  disable: {
    policy: setRuleStatus.policy,
    isOpen: ({ isEnabled }) => isEnabled,
    isCounted: true,
    words: ({ name }) => ({
      title: `Disable ${name}?`,
      description:
        "It no longer runs by itself. Whom it would hit now stays untouched; a run under way ends as it began.",
      action: setRuleStatusAction,
      confirmLabel: "Disable",
      pendingLabel: "Disabling…",
      reason: "optional",
      reversibility: "It can be enabled again at any time.",
      values: { isEnabled: "false" },
    }),
  },
  archive: {
    policy: archiveRule.policy,
    isOpen: () => true,
    isCounted: false,
    words: ({ name }) => ({
      title: `Archive ${name}?`,
      description:
        "It never runs again and leaves the list. Its versions, its runs and its audit trail stay, and its name is free.",
      action: archiveRuleAction,
      confirmLabel: "Archive",
      pendingLabel: "Archiving…",
      reason: "optional",
      reversibility: "This cannot be undone. A new rule can say the same.",
    }),
  },
  execute: {
    policy: executeRule.policy,
    isOpen: () => true,
    isCounted: true,
    words: ({ name, version, isEnabled }) => ({
      title: `Run ${name} now?`,
      description: `Version ${version} runs once in the background, ${isEnabled ? "beside its schedule" : "although it is disabled"}.`,
      action: executeRuleAction,
      confirmLabel: "Run now",
      pendingLabel: "Queueing…",
      reversibility: "The run can be cancelled until it is over. What it has done by then stays done.",
    }),
  },
  restore: {
    policy: restoreRuleVersion.policy,
    isOpen: ({ version }, asked) => Number.isInteger(asked) && asked >= 1 && asked < version,
    isCounted: false,
    words: ({ name, version, isEnabled }, asked) => ({
      title: `Restore version ${asked} of ${name}?`,
      description: `What it said is saved again as version ${version + 1}${isEnabled ? ", which takes over at once" : ""}. The history stays.`,
      action: restoreVersionAction,
      confirmLabel: "Restore",
      pendingLabel: "Restoring…",
      tone: "primary",
      reversibility: "Any other version can be restored in the same way.",
      values: { restored: String(asked) },
    }),
  },
};

/** The dialog that `?dialog=` names, with what a dry run says of the rule at this moment. */
export async function RuleDialog({ kind = "", rule, revision, asked, caller, closeHref }: RuleDialogProps) {
  const act = Object.hasOwn(ACTS, kind) ? ACTS[kind] : undefined;
  const version = Number(asked);
  if (rule.archivedOn !== null || !act?.isOpen(rule, version) || !can(caller.actor, act.policy)) {
    return null;
  }
  const { values, ...words } = act.words(rule, version);
  return (
    <ConfirmDialog
      {...words}
      closeHref={closeHref}
      effects={act.isCounted ? await effectsOf(rule, caller) : []}
      values={{ ruleId: rule.ruleId, version: String(revision), key: crypto.randomUUID(), ...values }}
    />
  );
}
