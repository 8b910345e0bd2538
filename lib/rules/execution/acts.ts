import { raiseAlert } from "../../alerts/index.ts";
import type { Db } from "../../db/client.ts";
import { transaction } from "../../db/transaction.ts";
import { performInJob } from "../../operation/in-job.ts";
import type { Caller } from "../../operation/operation.ts";
import { setTenantStatus } from "../../tenants/index.ts";
import { forceLogout, setUserLock, suspendUser } from "../../users/index.ts";
import { disableTenantWebhooks } from "../../webhooks/index.ts";
import type { RuleAction, RuleEntity } from "../catalogue.ts";

/** What an action is done with. */
export interface Act {
  readonly caller: Caller;
  readonly entity: RuleEntity;
  readonly entityId: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly reason: string;
  /** Joins the commit; when it throws, nothing has happened. */
  readonly alongside: (tx: Db) => Promise<void>;
}

/** Every action as the operation that an administrator would perform: with its guards, its consequences and its audit record. */
export const ACTS: Readonly<Record<RuleAction, (act: Act) => Promise<void>>> = {
  SUSPEND_USER: ({ caller, entityId, reason, alongside }) =>
    performInJob(suspendUser, caller, { path: { userId: entityId }, body: { reason } }, alongside),
  LOCK_USER: ({ caller, entityId, reason, alongside }) =>
    performInJob(setUserLock, caller, { path: { userId: entityId }, body: { isLocked: true, reason } }, alongside),
  FORCE_LOGOUT: ({ caller, entityId, reason, alongside }) =>
    performInJob(forceLogout, caller, { path: { userId: entityId }, body: { reason } }, alongside),
  SUSPEND_TENANT: ({ caller, entityId, reason, alongside }) =>
    performInJob(
      setTenantStatus,
      caller,
      { path: { tenantId: entityId }, body: { isActive: false, reason } },
      alongside,
    ),
  DISABLE_WEBHOOKS: ({ caller, entityId, reason, alongside }) =>
    performInJob(disableTenantWebhooks, caller, { path: { tenantId: entityId }, body: { reason } }, alongside),
  RAISE_ALERT: ({ entity, entityId, ruleId, ruleName, reason, alongside }) =>
    transaction(async (tx) => {
      await raiseAlert(tx, {
        type: "rule_matched",
        priority: "high",
        title: `Rule ${ruleName}`,
        summary: reason,
        tenantId: entity === "tenant" ? entityId : null,
        entityType: entity,
        entityId,
        dedupeKey: `rule:${ruleId}:${entityId}`,
      });
      await alongside(tx);
    }),
};
