import { v7 as uuidv7 } from "uuid";
import type { Db } from "../db/client.ts";
import { type AlertDraft, raiseAlerts } from "./raise.ts";
import type { Priority } from "./schema.ts";

/** An alert that stands for as long as what it tells of holds. */
export type StandingDraft = AlertDraft & { readonly dedupeKey: string };

interface Standing {
  readonly id: string;
  readonly dedupeKey: string;
  readonly priority: Priority;
  readonly isOfToday: boolean;
}

/** What comes back within this time goes on, so that a figure that hovers at a limit raises one alert and not many. */
const REOPEN = "24 hours";

/**
 * Makes the open alerts of this type those that hold now. One key has one open alert, which the database's unique index sees to: what
 * holds no longer is resolved, what has become more or less urgent is resolved and raised anew, and what still holds is counted up once
 * a UTC day. Of a key that `isKnown` denies nothing is known at the moment, so that its alert stays as it is.
 */
export async function keepAlerts(
  tx: Db,
  type: string,
  holding: readonly StandingDraft[],
  isKnown: (dedupeKey: string) => boolean,
  now: Date,
): Promise<void> {
  const wanted = new Map(holding.map((draft) => [draft.dedupeKey, draft]));
  const open = await openOf(tx, type, now);
  const isSame = ({ dedupeKey, priority }: Standing) => wanted.get(dedupeKey)?.priority === priority;
  const known = open.filter(({ dedupeKey }) => isKnown(dedupeKey));
  await resolveThese(
    tx,
    known.filter((alert) => !isSame(alert)),
    now,
  );
  const lasting = known.filter(isSame);
  const standing = new Set(open.filter((alert) => !isKnown(alert.dedupeKey) || isSame(alert)).map((a) => a.dedupeKey));
  await goOn(
    tx,
    lasting.filter(({ isOfToday }) => !isOfToday),
    wanted,
    now,
  );
  const fresh = holding.filter(({ dedupeKey }) => !standing.has(dedupeKey) && isKnown(dedupeKey));
  const reopened = await reopen(tx, type, fresh, now);
  const drafts = fresh.filter(({ dedupeKey }) => !reopened.has(dedupeKey));
  await raiseAlerts(
    tx,
    drafts.map((draft) => ({ ...draft, type, occurredOn: now, id: uuidv7({ msecs: now.getTime() }) })),
  );
}

const openOf = (tx: Db, type: string, now: Date): Promise<Standing[]> => tx.$queryRaw<Standing[]>`
  SELECT id, dedupe_key AS "dedupeKey", priority, last_on >= date_trunc('day', ${now.toISOString()}::timestamptz, 'UTC') AS "isOfToday"
  FROM alerts WHERE type = ${type}::varchar AND status = 'open' AND dedupe_key IS NOT NULL ORDER BY id FOR UPDATE`;

async function resolveThese(tx: Db, alerts: readonly Standing[], now: Date): Promise<void> {
  if (alerts.length > 0) {
    await tx.$executeRaw`
      UPDATE alerts SET status = 'resolved', resolved_on = ${now.toISOString()}::timestamptz
      WHERE id = ANY(${alerts.map(({ id }) => id)}::uuid[])`;
  }
}

async function goOn(
  tx: Db,
  alerts: readonly Standing[],
  wanted: ReadonlyMap<string, StandingDraft>,
  now: Date,
): Promise<void> {
  if (alerts.length === 0) {
    return;
  }
  const rows = alerts.map(({ id, dedupeKey }) => ({ id, summary: wanted.get(dedupeKey)?.summary }));
  await tx.$executeRaw`
    UPDATE alerts a SET occurrences = a.occurrences + 1, last_on = ${now.toISOString()}::timestamptz, summary = d.summary
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d(id uuid, summary varchar) WHERE a.id = d.id`;
}

/** Opens again what was resolved a short while ago; returns the keys. */
async function reopen(tx: Db, type: string, drafts: readonly StandingDraft[], now: Date): Promise<ReadonlySet<string>> {
  if (drafts.length === 0) {
    return new Set();
  }
  const rows = drafts.map(({ dedupeKey, priority, summary }) => ({ dedupeKey, priority, summary }));
  const found = await tx.$queryRaw<{ dedupeKey: string }[]>`
    WITH again AS (
      SELECT DISTINCT ON (a.dedupe_key) a.id, d.summary
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d("dedupeKey" varchar, priority varchar, summary varchar)
      JOIN alerts a ON a.type = ${type}::varchar AND a.dedupe_key = d."dedupeKey" AND a.priority = d.priority AND a.status = 'resolved'
        AND a.resolved_on > ${now.toISOString()}::timestamptz - ${REOPEN}::interval
      ORDER BY a.dedupe_key, a.resolved_on DESC
    )
    UPDATE alerts a SET status = 'open', resolved_on = NULL, occurrences = a.occurrences + 1,
      last_on = ${now.toISOString()}::timestamptz, summary = again.summary
    FROM again WHERE a.id = again.id RETURNING a.dedupe_key AS "dedupeKey"`;
  return new Set(found.map(({ dedupeKey }) => dedupeKey));
}
