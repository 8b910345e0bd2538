import { z } from "zod";
import { priorityOf } from "../alerts/priority.ts";
import type { Db } from "../db/client.ts";
import { env } from "../env.ts";
import { keepAssignments, keepDedicated, keepIpStates } from "./ip-pool.ts";
import { forgetOthers, keepReadings, type Reading } from "./readings.ts";
import { source } from "./source.ts";

const name = z.string().min(1).max(120);
const instant = z.iso.datetime({ offset: true });
const count = z.number().int().min(0);
const ms = z.number().min(0);

const Service = z.object({
  name,
  status: z.enum(["healthy", "degraded", "down"]),
  response_time_ms: z.object({ avg: ms, p95: ms, p99: ms }),
});

/** The backbone's answer (decisions §8). The last three are told by backbones that also keep the pool of sending addresses. */
const Health = z.object({
  services: z.array(Service).max(500),
  queues: z
    .array(z.object({ name, waiting: count, active: count, failed: count, completed_last_hour: count }))
    .max(500),
  incidents: z
    .array(
      z.object({
        id: z.string().min(1).max(100),
        title: z.string().max(300),
        severity: z.string().max(20),
        status: z.string().max(30),
        started_at: instant,
        resolved_at: instant.nullish(),
      }),
    )
    .max(2000),
  uptime_30d: z.number().min(0).max(1),
  checked_at: instant,
  ip_addresses: z
    .array(
      z.object({
        ip_address: z.union([z.ipv4(), z.ipv6()]),
        status: z.enum(["available", "assigned", "warming", "warmed", "active", "degraded", "burned", "quarantined"]),
        reputation_state: z.enum(["good", "fair", "poor", "critical"]).nullish(),
        blacklists: z.array(z.string()).max(100).nullish(),
      }),
    )
    .max(100_000)
    .optional(),
  assignments: z
    .array(
      z.object({
        tenant_id: z.uuid(),
        domain: z.string().min(1).max(253),
        ip_address: z.union([z.ipv4(), z.ipv6()]),
        status: z.enum(["active", "warming", "scheduled", "expired"]),
        expires_at: instant.nullish(),
      }),
    )
    .max(200_000)
    .optional(),
  dedicated: z
    .array(z.object({ instance_id: z.string().min(1).max(64), tenant_id: z.uuid() }))
    .max(100_000)
    .optional(),
});
type Health = z.output<typeof Health>;

/** Services, queues and incidents of the platform's own backbone. */
export const backboneHealth = source<Health>({
  id: "backbone_health",
  cron: "* * * * *",
  requestsPerSecond: 2,
  isConfigured: () => env().SOURCE_BACKBONE_URL !== undefined,
  async read(ask) {
    const { SOURCE_BACKBONE_URL: url = "", SOURCE_BACKBONE_TOKEN: token } = env();
    return Health.parse(await ask({ url, headers: { ...(token && { authorization: `Bearer ${token}` }) } }));
  },
  async keep(tx, health, now) {
    const takenAt = new Date(health.checked_at);
    const kept = (kind: string, subject: string, payload: object): Reading => ({ kind, subject, takenAt, payload });
    await keepReadings(tx, "backbone_health", [
      ...health.services.map(({ name: subject, ...payload }) => kept("service", subject, payload)),
      ...health.queues.map(({ name: subject, ...payload }) => kept("queue", subject, payload)),
      ...health.incidents.map(({ id, ...incident }) =>
        kept("incident", id, {
          ...incident,
          severity: priorityOf(incident.severity) ?? "medium",
          resolved_at: incident.resolved_at ?? null,
        }),
      ),
      kept("uptime", "30d", { value: health.uptime_30d }),
    ]);
    await forgetOthers(
      tx,
      "backbone_health",
      "service",
      health.services.map((each) => each.name),
    );
    await forgetOthers(
      tx,
      "backbone_health",
      "queue",
      health.queues.map((each) => each.name),
    );
    await addToDay(tx, health, takenAt);
    await keepIpStates(tx, health.ip_addresses ?? [], now);
    await keepDedicated(tx, health.dedicated);
    await keepAssignments(tx, health.assignments, now);
  },
});

const WORST = ["healthy", "degraded", "down"] as const;

/** Adds the sample to its day's, for trends; the same check twice counts once. */
async function addToDay(tx: Db, { services }: Health, takenAt: Date): Promise<void> {
  if (services.length === 0) {
    return;
  }
  const mean = services.reduce((sum, { response_time_ms: { avg } }) => sum + avg, 0) / services.length;
  const worst = Math.max(...services.map(({ status }) => WORST.indexOf(status)));
  const day = takenAt.toISOString().slice(0, 10);
  const payload = { samples: 1, response_time_ms_sum: mean, worst_status: WORST[worst] };
  await tx.$executeRaw`
    INSERT INTO source_readings AS r (source, kind, subject, taken_at, payload)
    VALUES ('backbone_health', 'day', ${day}, ${takenAt}::timestamptz, ${JSON.stringify(payload)}::jsonb)
    ON CONFLICT (source, kind, subject) DO UPDATE SET taken_at = excluded.taken_at, payload = jsonb_build_object(
      'samples', (r.payload ->> 'samples')::integer + 1,
      'response_time_ms_sum', (r.payload ->> 'response_time_ms_sum')::float8 + ${mean}::float8,
      'worst_status', CASE WHEN array_position(${[...WORST]}::text[], r.payload ->> 'worst_status') > ${worst + 1}::integer
        THEN r.payload ->> 'worst_status' ELSE ${WORST[worst]} END)
    WHERE r.taken_at < excluded.taken_at`;
}
