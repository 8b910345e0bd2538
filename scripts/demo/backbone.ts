import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { DAY_MS, HOUR_MS } from "../seed/calendar.ts";
import { instances, pool, priceList } from "./fleet.ts";
import { posthogRows } from "./happenings.ts";
import { loadSenders, type Sender } from "./senders.ts";
import { incidentDays } from "./traffic.ts";

/** The sample backbone: where it is, and the keys that it asks for. */
export interface Backbone {
  readonly server: Server;
  /** The application's variables that lead to it. */
  readonly env: Readonly<Record<string, string>>;
}

const SENDERS_MS = 60_000;

/**
 * Starts a server on loopback that answers in the wire formats of Hostwinds, PostHog, the backbone's health and the billing of e-mail
 * providers (decisions §8), so that the demo runs the code that production runs.
 */
export async function startBackbone(databaseUrl: string): Promise<Backbone> {
  const key = randomBytes(24).toString("base64url");
  let known: { senders: Promise<Sender[]>; atMs: number } | null = null;
  const senders = (): Promise<Sender[]> => {
    if (known === null || Date.now() - known.atMs > SENDERS_MS) {
      known = { senders: loadSenders(databaseUrl), atMs: Date.now() };
      known.senders.catch(() => {
        known = null;
      });
    }
    return known.senders;
  };
  const server = createServer((request, response) => {
    answer(request, key, senders)
      .catch(() => ({ status: 503, body: { error: "unavailable" } }))
      .then(({ status, body }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
      );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server,
    env: {
      SOURCE_HOSTWINDS_URL: `${url}/cloud/api.php`,
      SOURCE_HOSTWINDS_KEY: key,
      SOURCE_BACKBONE_URL: `${url}/backbone/health`,
      SOURCE_BACKBONE_TOKEN: key,
      SOURCE_ESP_BILLING_URL: `${url}/esp/billing`,
      SOURCE_ESP_BILLING_TOKEN: key,
      SOURCE_POSTHOG_URL: `${url}/posthog`,
      SOURCE_POSTHOG_KEY: key,
      SOURCE_POSTHOG_PROJECT: "1",
    },
  };
}

type Answer = { status: number; body: unknown };

async function answer(request: IncomingMessage, key: string, senders: () => Promise<Sender[]>): Promise<Answer> {
  const body = await text(request);
  const path = request.url ?? "";
  if (path === "/cloud/api.php") {
    return { status: 200, body: hostwinds(new URLSearchParams(body), key) };
  }
  if (request.headers.authorization !== `Bearer ${key}`) {
    return { status: 401, body: { error: "unauthorized" } };
  }
  if (path === "/backbone/health") {
    return { status: 200, body: { ...health(Date.now()), ...pool(await senders()) } };
  }
  if (path === "/esp/billing") {
    return { status: 200, body: billing(Date.now()) };
  }
  if (path === "/posthog/api/projects/1/query/") {
    return { status: 200, body: query(body, await senders()) };
  }
  return { status: 404, body: { error: "not found" } };
}

/** Errors arrive with HTTP 200, as they do there. */
function hostwinds(form: URLSearchParams, key: string): unknown {
  const action = form.get("action");
  if (form.get("API") !== key) {
    return [{ result: "error", action, message: "Invalid API key" }];
  }
  const answers: Readonly<Record<string, () => unknown>> = {
    get_instances: instances,
    get_price_list: priceList,
    check_serviceid: () => ({ success: true }),
  };
  return answers[action ?? ""]?.() ?? [{ result: "error", action, message: "Unknown action" }];
}

const SERVICES = [
  "smtp-gateway",
  "delivery-workers",
  "tracking",
  "warmup-engine",
  "backbone-api",
  "event-store",
] as const;
const QUEUES = ["delivery", "webhooks", "analytics"] as const;

/** Quick by night, slower by day. */
function health(nowMs: number): object {
  const load = 1 + 0.25 * Math.sin((((nowMs % DAY_MS) - 8 * HOUR_MS) / DAY_MS) * 2 * Math.PI);
  return {
    services: SERVICES.map((name, n) => {
      const avg = Math.round((110 + n * 16) * load);
      return { name, status: "healthy", response_time_ms: { avg, p95: avg * 2, p99: avg * 3 } };
    }),
    queues: QUEUES.map((name, n) => ({
      name,
      waiting: Math.round((12 + n * 7) * load),
      active: 4 + n,
      failed: 0,
      completed_last_hour: Math.round(4200 * load),
    })),
    incidents: incidentDays().map((days) => {
      const startedMs = Math.floor(nowMs / DAY_MS) * DAY_MS - days * DAY_MS + 9 * HOUR_MS;
      return {
        id: `inc-${new Date(startedMs).toISOString().slice(0, 10)}`,
        title: "Deliveries delayed",
        severity: days % 2 === 0 ? "SEV-2" : "SEV-3",
        status: "resolved",
        started_at: new Date(startedMs).toISOString(),
        resolved_at: new Date(startedMs + 2 * HOUR_MS).toISOString(),
      };
    }),
    uptime_30d: 0.9992,
    checked_at: new Date(nowMs).toISOString(),
  };
}

/** The bills of fourteen months; those of the month under way grow with it. */
function billing(nowMs: number): object[] {
  const now = new Date(nowMs);
  return Array.from({ length: 14 }, (_, back) => {
    const period = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7);
    const share = back === 0 ? now.getUTCDate() / 31 : 1;
    return [["postmark", 1_450_000, 1812] as const, ["mailgun", 62_000, 97] as const].map(
      ([provider, volume, amount]) => ({
        provider,
        period,
        currency: "USD",
        amount_low: Math.round(amount * share * (1 - back * 0.02) * 95) / 100,
        amount_high: Math.round(amount * share * (1 - back * 0.02) * 105) / 100,
        volume: Math.round(volume * share * (1 - back * 0.02)),
        fetched_at: now.toISOString(),
      }),
    );
  }).flat();
}

/** Reads from the query what a HogQL server would: since when, how many, from where. */
function query(body: string, senders: readonly Sender[]): object {
  const since = /timestamp >= toDateTime\('([^']+)'/.exec(body)?.[1] ?? "1970-01-01 00:00:00";
  const [, limit = "100", offset = "0"] = /LIMIT (\d+) OFFSET (\d+)/.exec(body) ?? [];
  const sinceMs = Date.parse(`${since.replace(" ", "T")}Z`);
  const rows = posthogRows(senders, Math.floor(Date.now() / DAY_MS) * DAY_MS).filter(
    ([, , at]) => Date.parse(at) >= sinceMs,
  );
  return {
    columns: ["uuid", "event", "timestamp", "properties"],
    results: rows
      .slice(Number(offset), Number(offset) + Number(limit))
      .map(([uuid, event, at, properties]) => [uuid, event, at, JSON.stringify(properties)]),
  };
}
