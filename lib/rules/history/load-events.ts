import type { Db } from "../../db/client.ts";
import { PLANNED_ANEW } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Condition } from "../condition/compile.ts";
import type { Deliveries } from "../planning/deliveries.ts";
import { type EventKind, feedOf, type StoredEvent } from "./events.ts";
import type { Grid } from "./replay.ts";

/** What is replayed: the span, whose events, and where mail is counted. */
export interface Reading {
  readonly grid: Grid;
  readonly tenantId: string | null;
  readonly deliveries: Deliveries;
}

type Row = StoredEvent & { readonly entityId: string };

/** The stored events that the condition reads, by entity and in order of time, from a window before the span to its end. */
export async function loadEvents(
  db: Db,
  condition: Condition,
  { grid, deliveries }: Reading,
  ids: readonly string[],
): Promise<Map<string, StoredEvent[]>> {
  const metrics = condition.facts.filter((fact) => fact.kind === "metric");
  const longestSec = Math.max(0, ...metrics.map(({ windowSec }) => windowSec));
  const kinds = new Set(metrics.flatMap(({ metric }) => feedOf(metric.name).kinds));
  const span = Prisma.sql`e.occurred_on > ${new Date(grid.fromMs - longestSec * 1000)} AND e.occurred_on <= ${new Date(grid.toMs)}`;
  const rows: Row[] = [];
  for (const source of sourcesOf(kinds, condition.entity === "user", deliveries)) {
    rows.push(
      ...(await db.$queryRaw<Row[]>`${PLANNED_ANEW} ${source({ span, ids: Prisma.sql`${[...ids]}::uuid[]` })}`),
    );
  }
  return Map.groupBy(
    rows.sort((a, b) => a.atMs - b.atMs || (a.id ?? "").localeCompare(b.id ?? "")),
    ({ entityId }) => entityId,
  );
}

interface Wanted {
  readonly span: Prisma.Sql;
  readonly ids: Prisma.Sql;
}
type Source = (wanted: Wanted) => Prisma.Sql;

const AT = Prisma.sql`(extract(epoch FROM e.occurred_on) * 1000)::float8 AS "atMs"`;
const LOGIN_KIND = Prisma.sql`CASE WHEN e.succeeded THEN 'successful_login' ELSE 'failed_login' END AS kind`;

function sourcesOf(kinds: ReadonlySet<EventKind>, isUser: boolean, deliveries: Deliveries): Source[] {
  const has = (kind: EventKind) => kinds.has(kind);
  const login = isUser ? userLogins : memberLogins;
  return [
    ...(has("failed_login") ? [login(Prisma.sql`NOT e.succeeded`)] : []),
    ...(has("successful_login") ? [login(Prisma.sql`e.succeeded`)] : []),
    ...(has("lock") || has("forced_logout") ? [audited] : []),
    ...(has("delivery") && deliveries !== null ? [mailOf(deliveries)] : []),
  ];
}

const userLogins =
  (which: Prisma.Sql): Source =>
  ({ span, ids }) =>
    Prisma.sql`SELECT e.user_id AS "entityId", ${AT}, ${LOGIN_KIND}, e.id, e.ip_address AS key, NULL AS mail
    FROM login_events e WHERE ${which} AND ${span} AND e.user_id = ANY(${ids})`;

const memberLogins =
  (which: Prisma.Sql): Source =>
  ({ span, ids }) =>
    Prisma.sql`SELECT m.tenant_id AS "entityId", ${AT}, ${LOGIN_KIND}, e.id, e.user_id::text AS key, NULL AS mail
    FROM login_events e JOIN user_tenants m ON m.user_id = e.user_id WHERE ${which} AND ${span} AND m.tenant_id = ANY(${ids})`;

const audited: Source = ({ span, ids }) =>
  Prisma.sql`SELECT e.entity_id AS "entityId", ${AT}, CASE e.action WHEN 'USER_LOCKED' THEN 'lock' ELSE 'forced_logout' END AS kind,
    e.audit_id AS id, NULL AS key, NULL AS mail
  FROM audit_events e WHERE e.action IN ('USER_LOCKED', 'USER_FORCE_LOGOUT') AND e.outcome = 'success' AND ${span}
    AND e.entity_id = ANY(${ids}::text[])`;

const mailOf =
  (deliveries: Prisma.Sql): Source =>
  ({ span, ids }) =>
    Prisma.sql`SELECT e.tenant_id AS "entityId", ${AT}, 'delivery' AS kind, NULL AS id, NULL AS key,
    jsonb_build_object('sent', e.sent, 'delivered', e.delivered, 'bounced', e.bounced, 'complained', e.complained) AS mail
  FROM (${deliveries}) e WHERE ${span} AND e.tenant_id = ANY(${ids})`;
