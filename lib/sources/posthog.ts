import { z } from "zod";
import { read } from "../db/transaction.ts";
import { env } from "../env.ts";
import { type BusinessEvent, storeBusinessEvents } from "./business-events.ts";
import { EVENT_NAMES, fromPosthog } from "./posthog-events.ts";
import { source } from "./source.ts";

const PAGE = 1000;
const PAGES_MAX = 50;
const DAY_MS = 86_400_000;
/** How far back the first reading goes. */
const HISTORY_DAYS = 400;
/** Events reach PostHog late: so far back each reading looks again. */
const OVERLAP_DAYS = 2;

const Answer = z.looseObject({
  results: z
    .array(
      z.tuple([
        z.string().min(1).max(120),
        z.string(),
        z.string(),
        z.union([z.string(), z.record(z.string(), z.unknown())]),
      ]),
    )
    .max(PAGE),
});

/** Business events from PostHog's query API. */
export const businessEvents = source<BusinessEvent[]>({
  id: "business_events",
  cron: "*/5 * * * *",
  requestsPerSecond: 2,
  isConfigured: () =>
    env().SOURCE_POSTHOG_URL !== undefined &&
    env().SOURCE_POSTHOG_KEY !== undefined &&
    env().SOURCE_POSTHOG_PROJECT !== undefined,
  async read(ask) {
    const { SOURCE_POSTHOG_URL: url = "", SOURCE_POSTHOG_KEY: key, SOURCE_POSTHOG_PROJECT: project = "" } = env();
    const address = `${url.replace(/\/$/, "")}/api/projects/${encodeURIComponent(project)}/query/`;
    const since = await sinceWhen();
    const events: BusinessEvent[] = [];
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const query = { kind: "HogQLQuery", query: hogql(since, page * PAGE) };
      const { results } = Answer.parse(
        await ask({
          url: address,
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify({ query }),
        }),
      );
      events.push(
        ...results.flatMap(([uuid, name, at, properties]) => fromPosthog(uuid, name, at, parsed(properties)) ?? []),
      );
      if (results.length < PAGE) {
        break;
      }
    }
    return events;
  },
  async keep(tx, events, now) {
    for (let from = 0; from < events.length; from += PAGE) {
      await storeBusinessEvents(tx, "posthog", events.slice(from, from + PAGE), now);
    }
  },
});

/** Nothing that a person typed goes into the query. */
const hogql = (since: Date, offset: number): string =>
  `SELECT uuid, event, timestamp, properties FROM events WHERE event IN (${EVENT_NAMES.map((name) => `'${name}'`).join(", ")}) ` +
  `AND timestamp >= toDateTime('${since.toISOString().slice(0, 19).replace("T", " ")}', 'UTC') ORDER BY timestamp, uuid LIMIT ${PAGE} OFFSET ${offset}`;

async function sinceWhen(): Promise<Date> {
  const latest = await read((db) =>
    db.businessEvent.findFirst({
      where: { origin: "posthog" },
      orderBy: { occurredAt: "desc" },
      select: { occurredAt: true },
    }),
  );
  return latest
    ? new Date(latest.occurredAt.getTime() - OVERLAP_DAYS * DAY_MS)
    : new Date(Date.now() - HISTORY_DAYS * DAY_MS);
}

/** PostHog gives properties as JSON text, or parsed. */
function parsed(properties: string | Record<string, unknown>): Record<string, unknown> {
  if (typeof properties !== "string") {
    return properties;
  }
  try {
    const value: unknown = JSON.parse(properties);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
