import { z } from "zod";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";

const Mail = z.object({
  sent: z.number(),
  delivered: z.number(),
  bounced: z.number(),
  complained: z.number(),
  rows: z.number(),
});
export type Mail = z.output<typeof Mail>;

const Risk = z.object({
  bounced: z.number(),
  complainedShare: z.number(),
  tenants: z.number(),
  criticalTenants: z.number(),
  rows: z.number(),
  /** When the oldest of the tenants' sums was made. */
  summedOn: z.string().nullable(),
  identified: z.number(),
  resolved: z.number(),
});
export type RiskFacts = z.output<typeof Risk>;

const Idle = z.object({ count: z.number(), cents: z.number() });

/** The groups of facts that the figures of the platform derive from, as the jobs leave them in `executive_facts`. */
export const FACTS = {
  mail: z.object({
    /** By days of the window; `prior` is the equal window before. */
    windows: z.record(z.string(), z.object({ now: Mail, prior: Mail })),
    /** Delivered percent of whole weeks with mail, oldest first. */
    weeks: z.array(z.object({ week: z.string(), sent: z.number(), delivered: z.number() })),
    /** Tenants of a class that needs watching, over 30 days. */
    issues: z.number(),
  }),
  backbone: z.object({
    healthy: z.number(),
    degraded: z.number(),
    down: z.number(),
    sumMs: z.number(),
    services: z.number(),
    waiting: z.number(),
    failed: z.number(),
    queues: z.number(),
    incidents: z.number(),
    uptime: z.number().nullable(),
    rows: z.number(),
  }),
  revenue: z.object({
    monthlyCents: z.number(),
    subscriptions: z.number(),
    otherCurrencies: z.number(),
    /** Recurring revenue at the end of each of twelve months, oldest first, in cents. */
    months: z.array(z.number()),
  }),
  cost: z.object({
    fingerprint: z.string(),
    serverCents: z.number(),
    addressCents: z.number(),
    /** Servers that one tenant has to itself, and the addresses on them. */
    dedicatedCents: z.number(),
    unallocatedServerCents: z.number(),
    unallocatedAddressCents: z.number(),
    servers: z.number(),
    addresses: z.number(),
    idleServers: Idle,
    idleAddresses: Idle,
    weeks: z.array(z.number()),
  }),
  providers: z.object({
    /** The newest month of each provider. */
    newest: z.array(
      z.object({
        provider: z.string(),
        period: z.string(),
        lowCents: z.number(),
        highCents: z.number(),
        volume: z.number(),
      }),
    ),
    /** Middle of all providers' ranges by month, oldest first, in cents; the month under way left out. */
    months: z.array(z.number()),
    otherCurrencies: z.number(),
    rows: z.number(),
  }),
  proposals: z.object({
    events: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        rationale: z.string().nullable(),
        lowCents: z.number(),
        highCents: z.number(),
        share: z.number(),
      }),
    ),
  }),
  risk_30: Risk,
  risk_90: Risk,
  risk_182: Risk,
  risk_365: Risk,
} as const;
export type FactsName = keyof typeof FACTS;
type Loaded<N extends FactsName> = z.output<(typeof FACTS)[N]> & { readonly computedOn: Date };
export type FactsOf<N extends FactsName> = { readonly [K in N]: Loaded<K> | null };

/** The groups of facts, each with when it was computed; null where no job has been there yet. */
export async function loadFacts<N extends FactsName>(db: Db, names: readonly N[]): Promise<FactsOf<N>> {
  const rows = await db.$queryRaw<{ name: string; facts: object; computedOn: Date }[]>`
    SELECT name, facts, computed_on AS "computedOn" FROM executive_facts WHERE name = ANY(${[...names]}::text[])`;
  const found = new Map(rows.map((row) => [row.name, { ...row.facts, computedOn: row.computedOn }]));
  // Sound: only `saveFacts` writes them, and it takes them in their own shape.
  return Object.fromEntries(names.map((name) => [name, found.get(name) ?? null])) as unknown as FactsOf<N>;
}

/** Puts a group of facts in the place of the former one. Throws a ZodError on what is not of its shape. */
export async function saveFacts<N extends FactsName>(
  tx: Db,
  name: N,
  facts: z.input<(typeof FACTS)[N]>,
  now: Date,
): Promise<void> {
  const json = JSON.stringify(FACTS[name].parse(facts));
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO executive_facts (name, facts, computed_on) VALUES (${name}, ${json}::jsonb, ${now.toISOString()}::timestamptz)
    ON CONFLICT (name) DO UPDATE SET facts = excluded.facts, computed_on = excluded.computed_on`);
}
