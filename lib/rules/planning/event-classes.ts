import { Prisma } from "../../db/generated/client.ts";
import type { Fact, FactValue, RuleEntity } from "../catalogue.ts";
import { earliestOf, type Figure } from "./columns.ts";
import type { Deliveries } from "./deliveries.ts";

/** What a class of events is counted for: a moment, and perhaps only some entities (a query of their ids). */
export interface Reach {
  readonly asOf: Date;
  readonly only: Prisma.Sql | null;
  readonly deliveries: Deliveries;
}

/** The rows of a class and what its figures are over them. */
export interface Source {
  /** FROM and WHERE, without the grouping. */
  readonly rows: Prisma.Sql;
  readonly id: Prisma.Sql;
  readonly figure: (figure: Figure) => Prisma.Sql;
  /** The rows are one an entity already: there is nothing to group. */
  readonly isOneEach?: true;
}

/** Stored events of one kind, from which some metrics of an entity are counted in one pass. */
export interface EventClass {
  readonly name: Prisma.Sql;
  readonly entity: RuleEntity;
  readonly metrics: readonly string[];
  /** What a figure is where an entity has no such event; null for unknown. */
  readonly without: (fact: Fact) => FactValue;
  source(figures: readonly Figure[], reach: Reach): Source;
  /** Its figures are costly to count: whoever has too few events is left out first. */
  readonly isCostly?: true;
  /** It counts from tallies kept up to the present, for windows too long to read event by event. */
  readonly isTallied?: true;
}

const zero = (): FactValue => 0;
const counted = ({ from }: Figure): Prisma.Sql => Prisma.sql`count(*) FILTER (WHERE e.occurred_on > ${from})`;
const within = (figures: readonly Figure[], { asOf }: Reach): Prisma.Sql =>
  Prisma.sql`e.occurred_on > ${earliestOf(figures)} AND e.occurred_on <= ${asOf}`;
const among = (id: Prisma.Sql, only: Prisma.Sql | null): Prisma.Sql =>
  only === null ? Prisma.empty : Prisma.sql`AND ${id} = ANY(ARRAY(${only}))`;

/** Sign-in attempts of users that meet a condition, counted by user. */
const attempts =
  (which: Prisma.Sql, figure = counted): EventClass["source"] =>
  (figures, reach) => ({
    id: Prisma.sql`e.user_id`,
    rows: Prisma.sql`login_events e WHERE ${which} AND ${within(figures, reach)} ${among(Prisma.sql`e.user_id`, reach.only)}`,
    figure,
  });

/** The members of tenants: an index finds their events where only some tenants matter. */
const ofMembers = (only: Prisma.Sql | null): Prisma.Sql =>
  only === null
    ? Prisma.empty
    : Prisma.sql`AND e.user_id = ANY(ARRAY(SELECT m.user_id FROM user_tenants m WHERE m.tenant_id = ANY(ARRAY(${only}))))`;

/** Moments of a tally within the window: those up to its end less those up to its beginning, each found by binary search. */
const tallied = (moments: Prisma.Sql, { from }: Figure, { asOf }: Reach): Prisma.Sql =>
  Prisma.sql`(width_bucket(${asOf}::timestamptz, ${moments}) - width_bucket(${from}::timestamptz, ${moments}))::bigint`;

const TALLIES: Readonly<Record<string, (figure: Figure, reach: Reach) => Prisma.Sql>> = {
  failed_logins: (figure, reach) => tallied(Prisma.sql`e.failed`, figure, reach),
  successful_logins: (figure, reach) => tallied(Prisma.sql`e.succeeded`, figure, reach),
  // When each network was last seen: one that came up after the clock was read is seen all the same.
  distinct_login_ips: ({ from }) =>
    Prisma.sql`(cardinality(e.seen) - width_bucket(${from}::timestamptz, e.seen))::bigint`,
};
const MEMBER_TALLIES: Readonly<Record<string, (column: Prisma.Sql) => Prisma.Sql>> = {
  failed_logins: (column) => Prisma.sql`sum(${column})::bigint`,
  active_users: (column) => Prisma.sql`count(*) FILTER (WHERE ${column} > 0)`,
};
/** Which tally of a member makes a tenant's figure. */
const MEMBER_FIGURES: Readonly<Record<string, string>> = {
  failed_logins: "failed_logins",
  active_users: "successful_logins",
};

/** Members with their figures where they have any: numbers, so that the join with the memberships need not carry whole tallies. */
function memberRows(figures: readonly Figure[], reach: Reach): Prisma.Sql {
  const columns = figures.map((figure) => {
    const tally = TALLIES[MEMBER_FIGURES[figure.fact.metric.name] ?? ""];
    return { sql: tally?.(figure, reach) ?? Prisma.sql`NULL`, column: figure.column };
  });
  const parts = columns.map(({ sql, column }) => Prisma.sql`${sql} AS ${column}`);
  const some = columns.map(({ sql }) => Prisma.sql`${sql} > 0`);
  return Prisma.sql`SELECT e.user_id, ${Prisma.join(parts)} FROM login_tallies e
    WHERE (${Prisma.join(some, " OR ")}) ${ofMembers(reach.only)} OFFSET 0`;
}

const AUDITED: Readonly<Record<string, string>> = { forced_logouts: "USER_FORCE_LOGOUT", locks: "USER_LOCKED" };
const RATES: Readonly<Record<string, Prisma.Sql>> = {
  bounce_rate: Prisma.sql`e.bounced`,
  complaint_rate: Prisma.sql`e.complained`,
  delivery_rate: Prisma.sql`e.delivered`,
};
const COUNTS: Readonly<Record<string, Prisma.Sql>> = {
  sent: Prisma.sql`e.sent`,
  bounced: Prisma.sql`e.bounced`,
  complained: Prisma.sql`e.complained`,
};

function delivered({ fact, from }: Figure): Prisma.Sql {
  const sum = (column: Prisma.Sql) => Prisma.sql`coalesce(sum(${column}) FILTER (WHERE e.occurred_on > ${from}), 0)`;
  const count = COUNTS[fact.metric.name];
  return count === undefined
    ? Prisma.sql`(100.0::float8 * ${sum(RATES[fact.metric.name] ?? Prisma.sql`e.sent`)}::float8 / NULLIF(${sum(Prisma.sql`e.sent`)}::float8, 0))`
    : Prisma.sql`${sum(count)}::bigint`;
}

/** Every class of events, the rarest first: that is the one to begin a search with. */
export const EVENT_CLASSES: readonly EventClass[] = [
  {
    name: Prisma.sql`failed`,
    entity: "user",
    metrics: ["failed_logins"],
    without: zero,
    source: attempts(Prisma.sql`NOT e.succeeded`),
  },
  {
    name: Prisma.sql`audited`,
    entity: "user",
    metrics: Object.keys(AUDITED),
    without: zero,
    source: (figures, reach) => ({
      id: Prisma.sql`e.entity_id::uuid`,
      rows: Prisma.sql`audit_events e WHERE e.action IN (${Prisma.join(figures.map(({ fact }) => AUDITED[fact.metric.name]))})
        AND e.outcome = 'success' AND ${within(figures, reach)} ${among(Prisma.sql`e.entity_id::uuid`, reach.only)}`,
      figure: ({ fact, from }) =>
        Prisma.sql`count(*) FILTER (WHERE e.action = ${AUDITED[fact.metric.name]} AND e.occurred_on > ${from})`,
    }),
  },
  {
    name: Prisma.sql`successes`,
    entity: "user",
    metrics: ["successful_logins"],
    without: zero,
    source: attempts(Prisma.sql`e.succeeded`),
  },
  {
    name: Prisma.sql`networks`,
    entity: "user",
    metrics: ["distinct_login_ips"],
    without: zero,
    isCostly: true,
    source: attempts(
      Prisma.sql`true`,
      ({ from }) => Prisma.sql`count(DISTINCT e.ip_address) FILTER (WHERE e.occurred_on > ${from})`,
    ),
  },
  {
    name: Prisma.sql`deliveries`,
    entity: "tenant",
    metrics: [...Object.keys(COUNTS), ...Object.keys(RATES)],
    without: (fact) => (fact.type === "double" ? null : 0),
    source: (figures, reach) => ({
      id: Prisma.sql`e.tenant_id`,
      rows: Prisma.sql`(${reach.deliveries ?? Prisma.empty}) e WHERE ${within(figures, reach)} ${among(Prisma.sql`e.tenant_id`, reach.only)}`,
      figure: delivered,
    }),
  },
  {
    name: Prisma.sql`failed`,
    entity: "tenant",
    metrics: ["failed_logins"],
    without: zero,
    source: (figures, reach) => ({
      id: Prisma.sql`m.tenant_id`,
      rows: Prisma.sql`login_events e JOIN user_tenants m ON m.user_id = e.user_id WHERE NOT e.succeeded
        AND ${within(figures, reach)} ${ofMembers(reach.only)} ${among(Prisma.sql`m.tenant_id`, reach.only)}`,
      figure: counted,
    }),
  },
  {
    name: Prisma.sql`active`,
    entity: "tenant",
    metrics: ["active_users"],
    without: zero,
    source: (figures, reach) => ({
      id: Prisma.sql`m.tenant_id`,
      rows: Prisma.sql`(SELECT e.user_id, max(e.occurred_on) AS occurred_on FROM login_events e
          WHERE e.succeeded AND ${within(figures, reach)} ${ofMembers(reach.only)} GROUP BY e.user_id) e
        JOIN user_tenants m ON m.user_id = e.user_id WHERE true ${among(Prisma.sql`m.tenant_id`, reach.only)}`,
      figure: counted,
    }),
  },
  {
    name: Prisma.sql`tallies`,
    entity: "user",
    metrics: Object.keys(TALLIES),
    without: zero,
    isTallied: true,
    source: (_figures, reach) => ({
      id: Prisma.sql`e.user_id`,
      rows: Prisma.sql`login_tallies e WHERE true ${among(Prisma.sql`e.user_id`, reach.only)}`,
      figure: (figure) => TALLIES[figure.fact.metric.name]?.(figure, reach) ?? Prisma.sql`NULL`,
      isOneEach: true,
    }),
  },
  {
    name: Prisma.sql`tallies`,
    entity: "tenant",
    metrics: Object.keys(MEMBER_TALLIES),
    without: zero,
    isTallied: true,
    source: (figures, reach) => ({
      id: Prisma.sql`m.tenant_id`,
      rows: Prisma.sql`(${memberRows(figures, reach)}) e JOIN user_tenants m ON m.user_id = e.user_id
        WHERE true ${among(Prisma.sql`m.tenant_id`, reach.only)}`,
      figure: ({ fact, column }) => MEMBER_TALLIES[fact.metric.name]?.(Prisma.sql`e.${column}`) ?? Prisma.sql`NULL`,
    }),
  },
];
