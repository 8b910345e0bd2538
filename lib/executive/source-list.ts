import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { env } from "../env.ts";
import { SOURCES, type SourceId } from "../sources/health.ts";
import { PULLED } from "../sources/jobs.ts";
import type { SourceList, SourceStatus } from "./source-list-schema.ts";
import { loadSituation } from "./standings.ts";

interface HealthRow {
  readonly source: SourceId;
  readonly breaker: "closed" | "open" | "half_open";
  readonly lastAttemptAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly failures: number;
  readonly errorClass: string | null;
  readonly error: string | null;
  readonly durationMs: number | null;
}

interface Heard {
  readonly lastEventAt: Date | null;
  readonly events: number;
  readonly subscriptions: number;
}

/** Every source: whether it is set up, when it was last heard of, what is wrong with it. */
export async function readSources(db: Db, now: Date): Promise<z.input<typeof SourceList>> {
  const [values, { standings }, rows, heard] = await Promise.all([
    configuration(),
    loadSituation(db, now),
    db.$queryRaw<HealthRow[]>`
      SELECT source, breaker, last_attempt_at AS "lastAttemptAt", last_success_at AS "lastSuccessAt", failures,
        error_class AS "errorClass", error, duration_ms AS "durationMs" FROM source_health`,
    readHeard(db, now),
  ]);
  const sources = SOURCES.flatMap((id) =>
    rows
      .filter(({ source }) => source === id)
      .map((row) => ({
        ...statusOf(row),
        last_event_at: id === "esp_events" ? heard.lastEventAt : null,
        state: standings[id].state,
        stale_after_minutes: values["executive.staleAfterMinutes"][id],
        missing_after_minutes: values["executive.missingAfterMinutes"][id],
        unattributed: unattributedOf(id, heard),
      })),
  );
  return { sources };
}

function statusOf(row: HealthRow) {
  const way = wayOf(row.source);
  const isAsked = way === "asked";
  return {
    source: row.source,
    way,
    is_connected: isConnected(row),
    last_heard_at: row.lastSuccessAt,
    last_asked_at: isAsked ? row.lastAttemptAt : null,
    breaker: isAsked ? row.breaker : null,
    failures: row.failures,
    error_class: row.errorClass,
    error: row.error,
    duration_ms: isAsked ? row.durationMs : null,
  };
}

const pulled = (source: SourceId) => PULLED.find(({ id }) => id === source);

function wayOf(source: SourceId): SourceStatus["way"] {
  if (source === "market") {
    return "entered";
  }
  return pulled(source) ? "asked" : "pushed";
}

/** Webhooks need their secrets, adapters their address; a CSV import stands in for the address of the bills. */
function isConnected({ source, lastSuccessAt }: HealthRow): boolean {
  const { POSTMARK_WEBHOOK_USER, POSTMARK_WEBHOOK_PASSWORD, MAILGUN_SIGNING_KEY, STRIPE_WEBHOOK_SECRET } = env();
  switch (source) {
    case "esp_events":
      return Boolean((POSTMARK_WEBHOOK_USER && POSTMARK_WEBHOOK_PASSWORD) || MAILGUN_SIGNING_KEY);
    case "subscriptions":
      return Boolean(STRIPE_WEBHOOK_SECRET);
    case "queue_events":
    case "market":
      return true;
    case "esp_billing":
      return lastSuccessAt !== null || pulled(source)?.isConfigured() === true;
    default:
      return pulled(source)?.isConfigured() === true;
  }
}

/** Two rows a day for 30 days, and the subscriptions without a tenant: the few that the index on it finds. */
async function readHeard(db: Db, now: Date): Promise<Heard> {
  const [row] = await db.$queryRaw<Heard[]>`
    SELECT (SELECT max(last_occurred_at) FROM fleet_daily_facts WHERE day = (SELECT max(day) FROM fleet_daily_facts)) AS "lastEventAt",
      (SELECT coalesce(sum(events), 0)::float8 FROM fleet_daily_facts
        WHERE NOT is_attributed AND day > (${now}::timestamptz AT TIME ZONE 'UTC')::date - 30) AS events,
      (SELECT count(*)::integer FROM subscriptions WHERE tenant_id IS NULL) AS subscriptions`;
  return row ?? { lastEventAt: null, events: 0, subscriptions: 0 };
}

function unattributedOf(source: SourceId, { events, subscriptions }: Heard): number | null {
  if (source === "esp_events") {
    return events;
  }
  return source === "subscriptions" ? subscriptions : null;
}
