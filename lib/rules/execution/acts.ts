import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { raiseAlerts } from "../../alerts/index.ts";
import type { AuditAction } from "../../audit/actions.ts";
import type { AppError } from "../../core/errors.ts";
import type { Db } from "../../db/client.ts";
import { transaction } from "../../db/transaction.ts";
import { performInJob, performManyInJob } from "../../operation/in-job.ts";
import type { Caller, InputSchemas, Operation, RawInput } from "../../operation/operation.ts";
import { setTenantStatus } from "../../tenants/index.ts";
import { forceLogout, setUserLock, suspendUser } from "../../users/index.ts";
import { disableTenantWebhooks } from "../../webhooks/index.ts";
import type { RuleAction, RuleEntity } from "../catalogue.ts";

/** One entity that an action is done to, and what its audit record says of why. */
export interface Doing {
  readonly entityId: string;
  readonly reason: string;
}

/** Who does an action, for which rule. */
export interface Doer {
  readonly caller: Caller;
  readonly entity: RuleEntity;
  readonly ruleId: string;
  readonly ruleName: string;
}

/** Every action as the operation that an administrator would perform: with its guards, its consequences and its audit record. */
interface Act {
  /** `alongside` joins the commit; when it throws, nothing has happened. */
  one(doer: Doer, doing: Doing, alongside: (tx: Db) => Promise<void>): Promise<void>;
  /** The same to many in one commit; `done` are the places of those that were not refused. Returns the refusals, null for what was done. */
  many?(
    doer: Doer,
    doings: readonly Doing[],
    alongside: (tx: Db, done: readonly number[]) => Promise<void>,
  ): Promise<(AppError | null)[]>;
}

function act<I extends InputSchemas, O extends z.ZodType, A extends readonly AuditAction[] | null, P>(
  operation: Operation<I, O, A, P>,
  input: (doing: Doing) => RawInput<I>,
): Act {
  const one: Act["one"] = ({ caller }, doing, alongside) => performInJob(operation, caller, input(doing), alongside);
  return operation.runMany
    ? {
        one,
        many: ({ caller }, doings, alongside) => performManyInJob(operation, caller, doings.map(input), alongside),
      }
    : { one };
}

const raise = async (tx: Db, { entity, ruleId, ruleName }: Doer, doings: readonly Doing[]): Promise<void> =>
  raiseAlerts(
    tx,
    doings.map(({ entityId, reason }) => ({
      id: uuidv7(),
      type: "rule_matched",
      priority: "high",
      title: `Rule ${ruleName}`,
      summary: reason,
      tenantId: entity === "tenant" ? entityId : null,
      entityType: entity,
      entityId,
      dedupeKey: `rule:${ruleId}:${entityId}`,
    })),
  );

const alert: Act = {
  one: (doer, doing, alongside) =>
    transaction(async (tx) => {
      await raise(tx, doer, [doing]);
      await alongside(tx);
    }),
  many: (doer, doings, alongside) =>
    transaction(async (tx) => {
      await raise(tx, doer, doings);
      await alongside(tx, [...doings.keys()]);
      return doings.map(() => null);
    }),
};

const user = ({ entityId: userId, reason }: Doing) => ({ path: { userId }, body: { reason } });
const tenant = ({ entityId: tenantId, reason }: Doing) => ({ path: { tenantId }, body: { reason } });

export const ACTS: Readonly<Record<RuleAction, Act>> = {
  SUSPEND_USER: act(suspendUser, user),
  LOCK_USER: act(setUserLock, ({ entityId: userId, reason }) => ({
    path: { userId },
    body: { isLocked: true, reason },
  })),
  FORCE_LOGOUT: act(forceLogout, user),
  SUSPEND_TENANT: act(setTenantStatus, ({ entityId: tenantId, reason }) => ({
    path: { tenantId },
    body: { isActive: false, reason },
  })),
  DISABLE_WEBHOOKS: act(disableTenantWebhooks, tenant),
  RAISE_ALERT: alert,
};
