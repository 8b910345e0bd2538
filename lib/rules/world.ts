import { randomInt, randomUUID } from "node:crypto";
import { prisma } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { SYSTEM_ROLES, type SystemRoleName } from "../policy/roles.ts";
import { randomCode, randomEmail } from "../testing/random.ts";
import type { Fact, FactValue, RuleEntity } from "./catalogue.ts";
import type { Facts } from "./condition/evaluate.ts";

// A small world with a past, and the facts of it worked out from its raw events by plain loops: what the planner's SQL must agree with.

const DAY_MS = 86_400_000;

interface Change<S> {
  readonly at: Date;
  readonly before: S;
}
interface Account {
  readonly role: SystemRoleName;
  readonly status: string;
}
interface WorldUser {
  readonly id: string;
  readonly createdOn: Date;
  readonly now: Account;
  readonly changes: readonly Change<Account>[];
  readonly hasMfa: boolean;
  readonly tenantIds: readonly string[];
  readonly logins: readonly { readonly at: Date; readonly succeeded: boolean; readonly ip: string | null }[];
  readonly audited: readonly { readonly at: Date; readonly action: "USER_LOCKED" | "USER_FORCE_LOGOUT" }[];
}
interface Standing {
  readonly plan: string | null;
  readonly segment: string | null;
  readonly isActive: boolean;
}
interface WorldTenant {
  readonly id: string;
  readonly code: string;
  readonly createdOn: Date;
  readonly deletedOn: Date | null;
  readonly now: Standing;
  readonly changes: readonly Change<Standing>[];
  readonly deliveries: readonly Delivery[];
}
interface Delivery {
  readonly at: Date;
  readonly sent: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly complained: number;
}
export interface World {
  readonly now: Date;
  readonly users: readonly WorldUser[];
  readonly tenants: readonly WorldTenant[];
}

const pick = <T>(options: readonly T[]): T => {
  const chosen = options[randomInt(options.length)];
  if (chosen === undefined) {
    throw new Error("nothing to choose from");
  }
  return chosen;
};
const many = <T>(least: number, most: number, make: () => T): T[] =>
  Array.from({ length: randomInt(least, most + 1) }, make);
/** Minutes, hours or months back, so that every window has something in it; often exactly on the edge of one. */
const back = (now: Date): Date =>
  new Date(
    now.getTime() -
      pick([
        0,
        600_000,
        3_600_000,
        7_200_000,
        DAY_MS,
        7 * DAY_MS,
        30 * DAY_MS,
        90 * DAY_MS,
        randomInt(600_000),
        randomInt(7_200_000),
        randomInt(DAY_MS),
        randomInt(95 * DAY_MS),
      ]),
  );

const changesOf = <S>(now: Date, make: () => S): Change<S>[] =>
  many(0, 2, () => ({ at: back(now), before: make() })).sort((a, b) => a.at.getTime() - b.at.getTime());

/** Makes and stores users and tenants with sign-ins, locks, mail and earlier states. `now` is whole milliseconds. */
export async function createWorld(now: Date, size = { users: 24, tenants: 5 }): Promise<World> {
  const account = (): Account => ({
    role: pick(["PoolAdmin", "Auditor", "Support", "SuperAdmin"]),
    status: pick(["active", "locked", "suspended"]),
  });
  const standing = (): Standing => ({
    plan: pick(["free", "enterprise", null]),
    segment: pick(["smb", "enterprise", null]),
    isActive: pick([true, false]),
  });
  const tenants = Array.from(
    { length: size.tenants },
    (_, n): WorldTenant => ({
      id: randomUUID(),
      code: randomCode(),
      createdOn: new Date(now.getTime() - randomInt(200) * DAY_MS - randomInt(DAY_MS)),
      deletedOn: n === 0 ? back(now) : null,
      now: standing(),
      changes: changesOf(now, standing),
      deliveries: many(0, 12, () => ({
        at: back(now),
        sent: randomInt(40),
        delivered: randomInt(40),
        bounced: randomInt(5),
        complained: randomInt(3),
      })),
    }),
  );
  const users = Array.from(
    { length: size.users },
    (): WorldUser => ({
      id: randomUUID(),
      createdOn: new Date(now.getTime() - randomInt(200) * DAY_MS - randomInt(DAY_MS)),
      now: account(),
      changes: changesOf(now, account),
      hasMfa: pick([true, false]),
      tenantIds: tenants.filter(() => randomInt(3) === 0).map(({ id }) => id),
      logins: many(0, 30, () => ({
        at: back(now),
        succeeded: randomInt(3) === 0,
        ip: pick(["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", null]),
      })),
      audited: many(0, 4, () => ({ at: back(now), action: pick(["USER_LOCKED", "USER_FORCE_LOGOUT"]) })),
    }),
  );
  const world = { now, users, tenants };
  await store(world);
  return world;
}

const latest = (moments: readonly Date[]): Date | null =>
  moments.length === 0 ? null : new Date(Math.max(...moments.map((at) => at.getTime())));
const successes = ({ logins }: WorldUser): Date[] => logins.filter(({ succeeded }) => succeeded).map(({ at }) => at);

async function store({ users, tenants }: World): Promise<void> {
  const db = prisma();
  await db.tenant.createMany({
    data: tenants.map(({ id, code, createdOn, deletedOn, now }) => ({
      id,
      code,
      name: `Tenant ${code}`,
      timezone: "UTC",
      currency: "USD",
      createdOn,
      deletedOn,
      ...now,
    })),
  });
  await db.user.createMany({
    data: users.map((user) => ({
      id: user.id,
      email: randomEmail(),
      name: "Ann Lee",
      roleId: SYSTEM_ROLES[user.now.role].id,
      status: user.now.status,
      mfaEnabled: user.hasMfa,
      createdOn: user.createdOn,
      lastLoginOn: latest(successes(user)),
    })),
  });
  await db.userTenant.createMany({
    data: users.flatMap(({ id, tenantIds }) => tenantIds.map((tenantId) => ({ userId: id, tenantId }))),
  });
  await db.loginEvent.createMany({
    data: users.flatMap(({ id, logins }) =>
      logins.map(({ at, succeeded, ip }) => ({ userId: id, occurredOn: at, succeeded, ipAddress: ip })),
    ),
  });
  const trail =
    (entityType: string) => (entityId: string, occurredOn: Date, action: string, before: object | null) => ({
      auditId: randomUUID(),
      occurredOn,
      action,
      outcome: "success",
      entityType,
      entityId,
      requestId: "world",
      before: before ?? Prisma.DbNull,
    });
  const [ofUser, ofTenant] = [trail("user"), trail("tenant")];
  await db.auditEvent.createMany({
    data: [
      ...users.flatMap(({ id, changes }) => changes.map(({ at, before }) => ofUser(id, at, "USER_UPDATED", before))),
      ...users.flatMap(({ id, audited }) =>
        audited.map(({ at, action }) => ofUser(id, at, action, { tokenVersion: 1 })),
      ),
      ...tenants.flatMap(({ id, changes }) =>
        changes.map(({ at, before }) => ofTenant(id, at, "TENANT_UPDATED", before)),
      ),
    ],
  });
}

/** The tenants' mail as the relation that the planner reads. */
export const deliveriesOf = ({ tenants }: World): Prisma.Sql => {
  const rows = tenants.flatMap(({ id, deliveries }) =>
    deliveries.map(({ at, ...counts }) => ({ tenant_id: id, occurred_on: at, ...counts })),
  );
  return Prisma.sql`SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    AS d(tenant_id uuid, occurred_on timestamptz, sent bigint, delivered bigint, bounced bigint, complained bigint)`;
};

const stateAt = <S>(now: S, changes: readonly Change<S>[], asOf: Date): S =>
  changes.find(({ at }) => at > asOf)?.before ?? now;
const inWindow = (at: Date, windowSec: number, asOf: Date): boolean =>
  at <= asOf && at.getTime() > asOf.getTime() - windowSec * 1000;
const daysSince = (at: Date, asOf: Date): number => Math.max(0, Math.floor((asOf.getTime() - at.getTime()) / DAY_MS));

function ofUser(user: WorldUser, asOf: Date): Record<string, FactValue> {
  const { role, status } = stateAt(user.now, user.changes, asOf);
  const seen = latest(successes(user).filter((at) => at <= asOf));
  return {
    "user.role": role,
    "user.status": status,
    "user.mfa_enabled": user.hasMfa,
    "user.age_days": daysSince(user.createdOn, asOf),
    "user.days_since_last_login": seen && daysSince(seen, asOf),
  };
}

function ofTenant(tenant: WorldTenant, asOf: Date): Record<string, FactValue> {
  const { plan, segment, isActive } = stateAt(tenant.now, tenant.changes, asOf);
  return {
    "tenant.code": tenant.code,
    "tenant.plan": plan,
    "tenant.segment": segment,
    "tenant.is_active": isActive,
    "tenant.age_days": daysSince(tenant.createdOn, asOf),
  };
}

function userFigure(user: WorldUser, name: string, windowSec: number, asOf: Date): number {
  const logins = user.logins.filter(({ at }) => inWindow(at, windowSec, asOf));
  const audited = user.audited.filter(({ at }) => inWindow(at, windowSec, asOf));
  const figures: Readonly<Record<string, number>> = {
    failed_logins: logins.filter(({ succeeded }) => !succeeded).length,
    successful_logins: logins.filter(({ succeeded }) => succeeded).length,
    distinct_login_ips: new Set(logins.flatMap(({ ip }) => ip ?? [])).size,
    locks: audited.filter(({ action }) => action === "USER_LOCKED").length,
    forced_logouts: audited.filter(({ action }) => action === "USER_FORCE_LOGOUT").length,
  };
  return figures[name] ?? Number.NaN;
}

function tenantFigure({ users }: World, tenant: WorldTenant, name: string, windowSec: number, asOf: Date): FactValue {
  const members = users.filter(({ tenantIds }) => tenantIds.includes(tenant.id));
  const figure = (of: string) => members.map((member) => userFigure(member, of, windowSec, asOf));
  const mail = tenant.deliveries.filter(({ at }) => inWindow(at, windowSec, asOf));
  const sum = (key: "sent" | "delivered" | "bounced" | "complained") =>
    mail.reduce((total, row) => total + row[key], 0);
  const rate = (key: "delivered" | "bounced" | "complained") =>
    sum("sent") === 0 ? null : (100 * sum(key)) / sum("sent");
  const figures: Readonly<Record<string, () => FactValue>> = {
    failed_logins: () => figure("failed_logins").reduce((a, b) => a + b, 0),
    active_users: () => figure("successful_logins").filter((count) => count > 0).length,
    sent: () => sum("sent"),
    bounced: () => sum("bounced"),
    complained: () => sum("complained"),
    bounce_rate: () => rate("bounced"),
    complaint_rate: () => rate("complained"),
    delivery_rate: () => rate("delivered"),
  };
  return figures[name]?.() ?? null;
}

/** Every entity that a rule may act on, with the facts asked for: one row each, and for a user one a tenant when those are read. */
export function factsInWorld(
  world: World,
  entity: RuleEntity,
  facts: readonly Fact[],
  asOf: Date,
  tenantId: string | null,
): { readonly entityId: string; readonly facts: Facts }[] {
  const alive = world.tenants.filter(
    ({ createdOn, deletedOn }) => (deletedOn === null || deletedOn > asOf) && (entity === "user" || createdOn <= asOf),
  );
  const only = (values: Record<string, FactValue>, figure: (name: string, windowSec: number) => FactValue): Facts =>
    Object.fromEntries(
      facts.map((fact) => [
        fact.name,
        fact.kind === "metric" ? figure(fact.metric.name, fact.windowSec) : (values[fact.name] ?? null),
      ]),
    );
  if (entity === "tenant") {
    return alive
      .filter(({ id }) => tenantId === null || id === tenantId)
      .map((tenant) => ({
        entityId: tenant.id,
        facts: only(ofTenant(tenant, asOf), (name, windowSec) => tenantFigure(world, tenant, name, windowSec, asOf)),
      }));
  }
  const isOfTenants = facts.some((fact) => fact.kind === "variable" && fact.variable.of === "tenant");
  return world.users
    .filter((user) => user.createdOn <= asOf && stateAt(user.now, user.changes, asOf).role !== "SuperAdmin")
    .filter(({ tenantIds }) => tenantId === null || tenantIds.includes(tenantId))
    .flatMap((user) => {
      const mine = alive.filter(({ id }) => user.tenantIds.includes(id) && (tenantId === null || id === tenantId));
      const homes = isOfTenants && mine.length > 0 ? mine.map((tenant) => ofTenant(tenant, asOf)) : [{}];
      return homes.map((home) => ({
        entityId: user.id,
        facts: only({ ...ofUser(user, asOf), ...home }, (name, windowSec) => userFigure(user, name, windowSec, asOf)),
      }));
    });
}

const SIGN_IN_METRICS = ["successful_logins", "distinct_login_ips", "active_users"];
const FAILURE_METRICS = ["failed_logins", "distinct_login_ips"];
const MAIL_METRICS = ["sent", "bounced", "complained", "bounce_rate", "complaint_rate", "delivery_rate"];

interface WorldEvent {
  readonly entityId: string;
  readonly at: Date;
  /** The metrics that count it. */
  readonly metrics: readonly string[];
}

/** Every event of every entity, with the metrics that count it. */
export function eventsInWorld({ users, tenants }: World, entity: RuleEntity): WorldEvent[] {
  const whom = (user: WorldUser) => (entity === "user" ? [user.id] : user.tenantIds);
  const signIns = users.flatMap((user) =>
    user.logins.flatMap(({ at, succeeded }) =>
      whom(user).map((entityId) => ({ entityId, at, metrics: succeeded ? SIGN_IN_METRICS : FAILURE_METRICS })),
    ),
  );
  const audited = users.flatMap(({ id, audited: rows }) =>
    rows.map(({ at, action }) => ({
      entityId: id,
      at,
      metrics: [action === "USER_LOCKED" ? "locks" : "forced_logouts"],
    })),
  );
  const mail = tenants.flatMap(({ id, deliveries }) =>
    deliveries.map(({ at }) => ({ entityId: id, at, metrics: MAIL_METRICS })),
  );
  return [...signIns, ...(entity === "user" ? audited : mail)];
}
