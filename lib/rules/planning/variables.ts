import { Prisma } from "../../db/generated/client.ts";
import type { Condition } from "../condition/compile.ts";

/** A moment to look at: the present as the tables have it, or a past one as far as the audit log tells. */
export interface Moment {
  readonly asOf: Date;
  readonly isPast: boolean;
}

/** Whole days, never below zero: clocks differ. `greatest` alone would make zero of unknown. */
const days = (since: Prisma.Sql, { asOf }: Moment): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${since} IS NOT NULL THEN greatest(floor(extract(epoch FROM ${asOf}::timestamptz - ${since}) / 86400), 0)::bigint END`;

/** A value as it was: what the first later change found, or what is there where none came later. */
const earlier = ({ isPast }: Moment, before: Prisma.Sql, now: Prisma.Sql): Prisma.Sql => (isPast ? before : now);

const lastLogin = ({ asOf, isPast }: Moment): Prisma.Sql =>
  isPast
    ? Prisma.sql`CASE WHEN u.last_login_on <= ${asOf} THEN u.last_login_on ELSE (SELECT max(e.occurred_on) FROM login_events e
        WHERE e.user_id = u.id AND e.succeeded AND e.occurred_on <= ${asOf}) END`
    : Prisma.sql`u.last_login_on`;

type ColumnAt = (moment: Moment) => Prisma.Sql;

/** Expressions over `u` users with role `r` and earlier state `up`, and `t` tenants with earlier state `tp`. */
const COLUMNS: Readonly<Record<string, ColumnAt>> = {
  "user.role": (at) => earlier(at, Prisma.sql`coalesce(up.before ->> 'role', r.name)`, Prisma.sql`r.name`),
  "user.status": (at) => earlier(at, Prisma.sql`coalesce(up.before ->> 'status', u.status)`, Prisma.sql`u.status`),
  "user.mfa_enabled": () => Prisma.sql`u.mfa_enabled`,
  "user.days_since_last_login": (at) => days(Prisma.sql`(${lastLogin(at)})`, at),
  "user.age_days": (at) => days(Prisma.sql`u.created_on`, at),
  "tenant.code": () => Prisma.sql`t.code`,
  "tenant.plan": (at) =>
    earlier(at, Prisma.sql`CASE WHEN tp.id IS NULL THEN t.plan ELSE tp.before ->> 'plan' END`, Prisma.sql`t.plan`),
  "tenant.segment": (at) =>
    earlier(
      at,
      Prisma.sql`CASE WHEN tp.id IS NULL THEN t.segment ELSE tp.before ->> 'segment' END`,
      Prisma.sql`t.segment`,
    ),
  "tenant.is_active": (at) =>
    earlier(at, Prisma.sql`coalesce((tp.before ->> 'isActive')::boolean, t.is_active)`, Prisma.sql`t.is_active`),
  "tenant.age_days": (at) => days(Prisma.sql`t.created_on`, at),
};

/** The expression of a plain variable at a moment. */
export function variableAt(name: string, moment: Moment): Prisma.Sql {
  const column = COLUMNS[name];
  if (!column) {
    throw new Error(`no column for ${name}`);
  }
  return column(moment);
}

/** The `before` of the first change of each entity after the moment, as CTEs `user_past` and `tenant_past`; none for the present. */
export function pastStates({ asOf, isPast }: Moment): Prisma.Sql[] {
  const past = (name: Prisma.Sql, entityType: string, key: string) => Prisma.sql`${name} AS MATERIALIZED (
    SELECT DISTINCT ON (a.entity_id) a.entity_id::uuid AS id, a.before FROM audit_events a
    WHERE a.entity_type = ${entityType} AND a.outcome = 'success' AND a.occurred_on > ${asOf} AND jsonb_exists(a.before, ${key})
    ORDER BY a.entity_id, a.occurred_on, a.sequence)`;
  return isPast
    ? [past(Prisma.sql`user_past`, "user", "status"), past(Prisma.sql`tenant_past`, "tenant", "isActive")]
    : [];
}

/** Whether the condition of a rule on users reads of their tenants. */
export const readsTenants = ({ facts }: Condition): boolean =>
  facts.some((fact) => fact.kind === "variable" && fact.variable.of === "tenant");
