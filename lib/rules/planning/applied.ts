import { Prisma } from "../../db/generated/client.ts";
import type { RuleAction } from "../catalogue.ts";

/** Whether the entity (`u` or `t`) already is what the action would make it. */
const STATES: Readonly<Record<RuleAction, Prisma.Sql>> = {
  SUSPEND_USER: Prisma.sql`u.status = 'suspended'`,
  LOCK_USER: Prisma.sql`u.status IN ('locked', 'suspended')`,
  FORCE_LOGOUT: Prisma.sql`NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id AND s.revoked_on IS NULL AND s.expires_on > now())`,
  SUSPEND_TENANT: Prisma.sql`NOT t.is_active`,
  DISABLE_WEBHOOKS: Prisma.sql`NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.tenant_id = t.id AND w.is_enabled)`,
  RAISE_ALERT: Prisma.sql`false`,
};

interface Rule {
  readonly action: RuleAction;
  readonly saved: { readonly ruleId: string; readonly version: number; readonly bucket: Date } | null;
}

/** Whether nothing is left to do to the hit `h`: it is so already, or this version did it in this window bucket. */
export function isApplied({ action, saved }: Rule): Prisma.Sql {
  const done = saved
    ? Prisma.sql`OR EXISTS (SELECT 1 FROM rule_effects f WHERE f.rule_id = ${saved.ruleId}::uuid AND f.rule_version = ${saved.version}
        AND f.entity_id = h.id AND f.bucket = ${saved.bucket} AND f.status IN ('applied', 'observed'))`
    : Prisma.empty;
  return Prisma.sql`(${STATES[action]} ${done})`;
}
