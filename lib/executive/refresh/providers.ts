import type { Db } from "../../db/client.ts";
import { saveFacts } from "../facts.ts";
import { dayOf, daysBefore } from "../windows.ts";

interface Month {
  readonly provider: string;
  readonly period: string;
  readonly currency: string;
  readonly lowCents: number;
  readonly highCents: number;
  readonly volume: number;
}

/** What the e-mail providers last said that they charge. Only USD counts; other currencies are counted, not converted. */
export async function refreshProviders(tx: Db, now: Date): Promise<void> {
  const rows = await tx.$queryRaw<Month[]>`
    SELECT payload ->> 'provider' AS provider, payload ->> 'period' AS period, payload ->> 'currency' AS currency,
      (payload ->> 'amount_low_minor')::float8 AS "lowCents", (payload ->> 'amount_high_minor')::float8 AS "highCents",
      coalesce((payload ->> 'volume')::float8, 0) AS volume
    FROM source_readings WHERE source = 'esp_billing' AND kind = 'month' AND payload ->> 'period' >= ${daysBefore(now, 400).slice(0, 7)}
    ORDER BY payload ->> 'period'`;
  if (rows.length === 0) {
    return;
  }
  const counted = rows.filter(({ currency }) => currency === "USD");
  const current = dayOf(now).slice(0, 7);
  const whole = counted.filter(({ period }) => period < current);
  const newest = [...Map.groupBy(whole.length > 0 ? whole : counted, ({ provider }) => provider).values()].flatMap(
    (months) => months.slice(-1),
  );
  const months = [...Map.groupBy(whole, ({ period }) => period).values()].map((bills) =>
    bills.reduce((sum, { lowCents, highCents }) => sum + (lowCents + highCents) / 2, 0),
  );
  await saveFacts(
    tx,
    "providers",
    {
      newest: newest.map(({ currency: _, ...month }) => month),
      months,
      otherCurrencies: rows.length - counted.length,
      rows: rows.length,
    },
    now,
  );
}

/** How sure a proposal that somebody reported is, by the feasibility that came with it. */
const SHARES: Readonly<Record<string, number>> = { high: 0.9, medium: 0.7, low: 0.4 };
const PROPOSALS = 20;

/** Savings that the business events of the last year propose and that nobody has reported as done. */
export async function refreshProposals(tx: Db, now: Date): Promise<void> {
  const events = await tx.$queryRaw<
    {
      id: string;
      type: string | null;
      rationale: string | null;
      low: number;
      high: number;
      feasibility: string | null;
    }[]
  >`
    SELECT id, detail ->> 'optimization_type' AS type, detail ->> 'esp_vendor_context' AS rationale, low_minor::float8 AS low,
      high_minor::float8 AS high, detail ->> 'implementation_feasibility' AS feasibility
    FROM business_events
    WHERE kind = 'cost_optimization' AND occurred_at > ${daysBefore(now, 365)}::date AND low_minor IS NOT NULL AND currency = 'USD'
      AND status IS DISTINCT FROM 'resolved'
    ORDER BY high_minor DESC, id LIMIT ${PROPOSALS}`;
  await saveFacts(
    tx,
    "proposals",
    {
      events: events.map(({ id, type, rationale, low, high, feasibility }) => ({
        id,
        type: type ?? "process_automation",
        rationale,
        lowCents: low,
        highCents: high,
        share: SHARES[feasibility ?? ""] ?? 0.5,
      })),
    },
    now,
  );
}
