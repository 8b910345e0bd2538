import { systemCaller } from "../../../lib/auth/system-caller.ts";
import { disconnect, prisma } from "../../../lib/db/client.ts";
import { stopListening } from "../../../lib/db/signals.ts";
import type { Caller } from "../../../lib/operation/operation.ts";
import { perform } from "../../../lib/operation/perform.ts";
import { createRule, updateRule } from "../../../lib/rules/operations.ts";

const AUTHOR = "admin@rookery.local";

/** Rules of everybody: the SRS's own, one that would hit more than it may, one that only observes. */
const GLOBAL = [
  {
    name: "AutoSuspendRule",
    description: "Suspend user after 5 failed logins in 10 minutes",
    condition: "failed_logins_10m > 5",
    action: "SUSPEND_USER",
    isEnabled: true,
  },
  {
    name: "Dormant accounts",
    description: "Accounts that nobody has used for a quarter are locked until their owner asks for them",
    condition: 'user.status == "active" && has(user.days_since_last_login) && user.days_since_last_login > 90',
    action: "LOCK_USER",
    maxImpact: 25,
    isEnabled: true,
  },
  {
    name: "Sign-ins from many networks",
    description: "On trial: how many accounts are tried from four networks within a day?",
    condition: "distinct_login_ips_1d >= 4 && successful_logins_1d > 0",
    action: "RAISE_ALERT",
    mode: "observe",
    isEnabled: true,
  },
] as const;

const TENANT = {
  name: "Password guessing",
  description: "Agreed with the tenant's security desk",
  condition: "failed_logins_1h > 20",
  action: "LOCK_USER",
  maxImpact: 10,
  isEnabled: true,
} as const;

const WEBHOOKS = {
  name: "Webhooks of tenants under attack",
  description: "Prepared, not in force",
  condition: "failed_logins_1d > 500",
  action: "DISABLE_WEBHOOKS",
} as const;

/** Writes the demo's rules as its administrator would, unless there are rules. Returns how many. */
export async function writeRules(): Promise<number> {
  const author = await prisma().user.findFirst({ where: { email: AUTHOR }, select: { id: true } });
  const tenant = await prisma().tenant.findFirst({ where: { isActive: true }, orderBy: { code: "asc" } });
  if (!author || !tenant || (await prisma().rule.count()) > 0) {
    return 0;
  }
  const system = systemCaller();
  const caller: Caller = { ...system, actor: { ...system.actor, id: author.id, role: "SuperAdmin" } };
  for (const body of GLOBAL) {
    await perform(createRule, caller, { body });
  }
  await perform(createRule, caller, { body: { ...TENANT, scope: `tenant:${tenant.id}` } });
  const { ruleId } = (await perform(createRule, caller, { body: WEBHOOKS })).data;
  const edited = { ...WEBHOOKS, condition: 'failed_logins_1d > 300 && tenant.plan != "enterprise"' };
  await perform(updateRule, caller, { path: { ruleId }, body: edited });
  return GLOBAL.length + 2;
}

/** Lets the process end. */
export async function closeDatabase(): Promise<void> {
  stopListening();
  await disconnect();
}
