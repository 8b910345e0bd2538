import { v7 as uuidv7 } from "uuid";
import { prisma } from "../db/client.ts";
import { randomWord } from "../testing/random.ts";
import type { RuleAction } from "./catalogue.ts";

interface RuleOptions {
  readonly condition?: string;
  readonly action?: RuleAction;
  readonly tenantId?: string;
  readonly isEnabled?: boolean;
  readonly mode?: "enforce" | "observe";
  readonly maxImpact?: number;
  readonly versions?: number;
}

const TENANT_ACTIONS: readonly RuleAction[] = ["SUSPEND_TENANT", "DISABLE_WEBHOOKS"];

/** Inserts a rule with as many equal versions and returns its id. */
export async function addRule(options: RuleOptions = {}): Promise<string> {
  const {
    condition = "failed_logins_10m > 5",
    action = "SUSPEND_USER",
    tenantId,
    isEnabled = false,
    versions = 1,
  } = options;
  const ruleId = uuidv7();
  const name = randomWord("Rule-");
  const scope = tenantId === undefined ? "global" : `tenant:${tenantId}`;
  await prisma().rule.create({
    data: { id: ruleId, name, scope, tenantId: tenantId ?? null, isEnabled, version: versions },
  });
  await prisma().ruleVersion.createMany({
    data: Array.from({ length: versions }, (_, index) => ({
      ruleId,
      version: index + 1,
      name,
      condition,
      action,
      entity: TENANT_ACTIONS.includes(action) ? "tenant" : "user",
      mode: options.mode ?? "enforce",
      maxImpact: options.maxImpact ?? null,
    })),
  });
  return ruleId;
}

/** The specification's own rule under a name of its own, as a request's body. */
export const ruleInput = (change: object = {}) => ({
  name: randomWord("Rule-"),
  description: "Suspend user after 5 failed logins in 10 minutes",
  scope: "global",
  isEnabled: true,
  condition: "failed_logins_10m > 5",
  action: "SUSPEND_USER",
  ...change,
});

/** Inserts a run of the rule and returns its id. */
export async function addExecution(ruleId: string, status: string, startedById: string | null = null): Promise<string> {
  const data = { id: uuidv7(), ruleId, ruleVersion: 1, trigger: "manual", status, startedById };
  return (await prisma().ruleExecution.create({ data, select: { id: true } })).id;
}
