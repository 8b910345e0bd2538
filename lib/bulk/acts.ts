import type { z } from "zod";
import type { AuditAction } from "../audit/actions.ts";
import type { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import { performInJob, performManyInJob, rehearseIn } from "../operation/in-job.ts";
import type { Caller, InputSchemas, Operation, Policy, RawInput, TenantScope } from "../operation/operation.ts";
import { setTenantStatus } from "../tenants/operations.ts";
import { guardedTenants, labelTenants, selectTenants, TenantFilter } from "../tenants/selection.ts";
import { guardedUsers, labelUsers, selectUsers, UserFilter } from "../users/selection.ts";
import { forceLogout, setUserLock } from "../users/standing-operations.ts";
import type { BulkOperationName } from "./schema.ts";

/** The rows that an act is for: how they are found and named. */
interface Rows {
  readonly entityType: "user" | "tenant";
  /** The filters of their list. */
  readonly filter: z.ZodObject;
  /** Selects `id` of those that a filter finds within the scope, none created after the watermark. */
  select(db: Db, filter: Readonly<Record<string, string>>, scope: TenantScope, watermark: Date): Promise<Prisma.Sql>;
  /** Selects `id` and `label` within the scope. */
  readonly labels: (scope: TenantScope) => Prisma.Sql;
  /** Selects `id` of those that a guard may protect; a dry run tries them first. */
  readonly guarded: Prisma.Sql;
}

const users: Rows = {
  entityType: "user",
  filter: UserFilter,
  select: selectUsers,
  labels: labelUsers,
  guarded: guardedUsers,
};
const tenants: Rows = {
  entityType: "tenant",
  filter: TenantFilter,
  select: async (_db, filter, scope, watermark) => selectTenants(filter, scope, watermark),
  labels: labelTenants,
  guarded: guardedTenants,
};

/** One operation done to many rows: the very operation that does it to one. */
export interface Act {
  readonly rows: Rows;
  /** Who may start it. */
  readonly policy: Policy;
  /** What each row's audit record says. */
  readonly action: AuditAction;
  perform(caller: Caller, id: string, reason: string, alongside: (tx: Db) => Promise<void>): Promise<void>;
  /** The same to many in one commit, where the operation knows how; `done` are the places of those that were not refused. Returns the refusals. */
  performMany?(
    caller: Caller,
    ids: readonly string[],
    reason: string,
    alongside: (tx: Db, done: readonly number[]) => Promise<void>,
  ): Promise<(AppError | null)[]>;
  /** In a transaction that will be rolled back; returns the further effects. */
  rehearse(tx: Db, caller: Caller, id: string, reason: string): Promise<Readonly<Record<string, number>>>;
}

function act<I extends InputSchemas, O extends z.ZodType, A extends readonly AuditAction[], P>(
  rows: Rows,
  operation: Operation<I, O, A, P>,
  action: A[number],
  input: (id: string, reason: string) => RawInput<I>,
  policy: Policy = operation.policy,
): Act {
  return {
    rows,
    policy,
    action,
    perform: (caller, id, reason, alongside) => performInJob(operation, caller, input(id, reason), alongside),
    rehearse: (tx, caller, id, reason) => rehearseIn(tx, operation, caller, input(id, reason)),
  };
}

/** An act whose operation does many in one commit. */
function actOnMany<I extends InputSchemas, O extends z.ZodType, A extends readonly AuditAction[], P>(
  ...[rows, operation, action, input, policy]: Parameters<typeof act<I, O, A, P>>
): Act {
  return {
    ...act(rows, operation, action, input, policy),
    performMany: (caller, ids, reason, alongside) =>
      performManyInJob(
        operation,
        caller,
        ids.map((id) => input(id, reason)),
        alongside,
      ),
  };
}

const lock = (isLocked: boolean) => (userId: string, reason: string) => ({
  path: { userId },
  body: { isLocked, reason },
});
const activate = (isActive: boolean) => (tenantId: string, reason: string) => ({
  path: { tenantId },
  body: { isActive, reason },
});

/** The operation is Support's too, but only to lift a lock: it would refuse every row. */
const LOCKERS: Policy = { access: "roles", roles: ["SuperAdmin", "PoolAdmin"], permission: "USERS_LOCK" };

/** Every act by its name: the only list of them. */
export const ACTS: Readonly<Record<BulkOperationName, Act>> = {
  lockUsers: actOnMany(users, setUserLock, "USER_LOCKED", lock(true), LOCKERS),
  unlockUsers: act(users, setUserLock, "USER_UNLOCKED", lock(false)),
  logoutUsers: actOnMany(users, forceLogout, "USER_FORCE_LOGOUT", (userId, reason) => ({
    path: { userId },
    body: { reason },
  })),
  suspendTenants: act(tenants, setTenantStatus, "TENANT_SUSPENDED", activate(false)),
  activateTenants: act(tenants, setTenantStatus, "TENANT_ACTIVATED", activate(true)),
};
