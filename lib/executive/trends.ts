import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Formula } from "../figures/formula.ts";
import { bounceRate, complaintRate, deliveryRate, type Volume, volume } from "../figures/formulas/deliverability.ts";
import type { RoundingName } from "../figures/rounding.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Mail } from "./facts.ts";
import type { Composed } from "./overview.ts";
import { loadSituation } from "./standings.ts";
import type { TREND_METRICS, TREND_TIMEFRAMES, Trends } from "./trends-schema.ts";
import { dayOf, daysBefore, rolling, TIMEFRAME_DAYS } from "./windows.ts";

type Timeframe = (typeof TREND_TIMEFRAMES)[number];
type Metric = (typeof TREND_METRICS)[number];
type Bucket = Mail & { readonly date: string };

const METRICS: Readonly<Record<Metric, readonly [Formula<Volume>, RoundingName]>> = {
  sent: [volume, "volume"],
  delivery_rate: [deliveryRate, "percent"],
  bounce_rate: [bounceRate, "percent"],
  complaint_rate: [complaintRate, "percent"],
};
/** Longer than this, a point is a week. */
const DAYS_MAX = 90;

/** Series of the platform's mail, or of one tenant's, day by day or week by week. */
export async function composeTrends(
  db: Db,
  now: Date,
  timeframe: Timeframe,
  tenantId: string | null,
): Promise<Composed<z.input<typeof Trends>>> {
  const days = TIMEFRAME_DAYS[timeframe];
  const interval = days > DAYS_MAX ? "week" : "day";
  const [buckets, situation, values] = await Promise.all([
    readBuckets(db, { from: daysBefore(now, days - 1), to: dayOf(now), interval, tenantId }),
    loadSituation(db, now),
    configuration(),
  ]);
  const window = rolling(timeframe, days, now);
  const sheet = new FigureSheet({
    endpoint: tenantId === null ? "trends" : "tenant-trends",
    subject: tenantId,
    window,
    standings: situation.standings,
    readOn: now,
  });
  const series = (Object.keys(METRICS) as Metric[]).map((metric) => ({
    metric,
    unit: METRICS[metric][0].unit,
    source: "esp_events",
    points: buckets.map((bucket, index) =>
      pointOf(sheet, metric, bucket, { index, table: tableOf(tenantId), volumeFloor: values["executive.volumeFloor"] }),
    ),
  }));
  return { data: { timeframe, interval, series }, sheet };
}

const tableOf = (tenantId: string | null): string => (tenantId === null ? "fleet_daily_facts" : "tenant_daily_facts");

interface About {
  readonly index: number;
  readonly table: string;
  readonly volumeFloor: number;
}

function pointOf(sheet: FigureSheet, metric: Metric, bucket: Bucket, { index, table, volumeFloor }: About) {
  const [formula, rounding] = METRICS[metric];
  const { date, sent, delivered, bounced, complained, rows } = bucket;
  const { value, low, high } = sheet.figure(`series.${metric}.${index}`, {
    key: `${metric}.${date}`,
    formula,
    inputs: { sent, delivered, bounced, complained, volumeFloor },
    sources: ["esp_events"],
    rounding,
    sampleSize: sent,
    rows: { [table]: rows },
  });
  return { date, value: value === null ? null : String(value), low, high };
}

interface Range {
  readonly from: string;
  readonly to: string;
  readonly interval: "day" | "week";
  readonly tenantId: string | null;
}

/** Sums by day or week, days without mail included. */
function readBuckets(db: Db, { from, to, interval, tenantId }: Range): Promise<Bucket[]> {
  const facts =
    tenantId === null
      ? Prisma.sql`SELECT * FROM fleet_daily_facts WHERE day BETWEEN ${from}::date AND ${to}::date`
      : Prisma.sql`SELECT * FROM tenant_daily_facts WHERE tenant_id = ${tenantId}::uuid AND day BETWEEN ${from}::date AND ${to}::date`;
  return db.$queryRaw<Bucket[]>`
    SELECT to_char(date_trunc(${interval}, days.day), 'YYYY-MM-DD') AS date, coalesce(sum(f.sent), 0)::float8 AS sent,
      coalesce(sum(f.delivered), 0)::float8 AS delivered, coalesce(sum(f.bounced), 0)::float8 AS bounced,
      coalesce(sum(f.complained), 0)::float8 AS complained, count(f.day)::integer AS rows
    FROM generate_series(${from}::date, ${to}::date, '1 day') AS days(day) LEFT JOIN (${facts}) f ON f.day = days.day::date
    GROUP BY 1 ORDER BY 1`;
}
