import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import type { FigureWindow } from "../figures/figure.ts";
import { recordCount, recordedPercent, recordedWord } from "../figures/formulas/platform.ts";
import { decisionVelocity } from "../figures/formulas/revenue.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Composed } from "./overview.ts";
import type { PLANNING_WINDOWS, Planning } from "./planning-schema.ts";
import { loadSituation } from "./standings.ts";
import { dayOf, daysBefore, moment, rolling, WINDOWS } from "./windows.ts";

type Data = z.input<typeof Planning>;
interface Counts {
  readonly decided: number;
  readonly meanHours: number;
  readonly reviews: number;
  readonly records: number;
  readonly opportunities: number;
  readonly position: Data["competitive_analysis"]["market_position"];
  /** The day that it tells of. */
  readonly positionAt: Date | null;
  readonly observedOn: string | null;
}
type Initiative = Omit<Data["business_initiatives"][number], "progress"> & {
  readonly progress: number;
  readonly updatedAt: Date;
  /** Of all that match. */
  readonly total: number;
};

const INITIATIVES = 50;

/** The planning view (contract §3.6), from the records that people keep. */
export async function composePlanning(
  db: Db,
  now: Date,
  name: (typeof PLANNING_WINDOWS)[number],
): Promise<Composed<Data>> {
  const { days } = WINDOWS[name];
  const since = daysBefore(now, days - 1);
  const [initiatives, counts, { standings }, values] = await Promise.all([
    readInitiatives(db, since),
    readCounts(db, since, dayOf(now)),
    loadSituation(db, now),
    configuration(),
  ]);
  const window = rolling(name, days, now);
  const sheet = new FigureSheet({ endpoint: "planning", subject: null, window, standings, readOn: now });
  const data: Data = {
    window: name,
    business_initiatives: initiatives.map(({ progress, updatedAt, total: _, ...rest }, index) => ({
      ...rest,
      progress: sheet.text(`business_initiatives.${index}.progress`, {
        key: `${rest.id}.progress`,
        formula: recordedPercent,
        inputs: { percent: progress },
        sources: ["platform_database"],
        rounding: "score",
        window: moment(),
        rows: { planning_initiatives: 1 },
        // As old as the last word on it.
        readOn: updatedAt,
      }),
    })),
    total_initiatives: counted(sheet, "total_initiatives", initiatives[0]?.total ?? 0, "planning_initiatives"),
    business_decisions: decisionsOf(sheet, counts, values["executive.decisionDays"]),
    competitive_analysis: marketOf(sheet, counts),
  };
  return { data, sheet };
}

const counted = (sheet: FigureSheet, path: string, count: number, table: string, window?: FigureWindow) =>
  sheet.count(path, {
    formula: recordCount,
    inputs: { count },
    sources: ["platform_database"],
    sampleSize: count,
    rows: { [table]: count },
    ...(window && { window }),
  });

function decisionsOf(sheet: FigureSheet, { decided, meanHours, reviews }: Counts, decisionDays: number) {
  return {
    recent_decisions: counted(sheet, "business_decisions.recent_decisions", decided, "planning_decisions"),
    pending_reviews: counted(sheet, "business_decisions.pending_reviews", reviews, "planning_reviews", moment()),
    decision_velocity: sheet.word("business_decisions.decision_velocity", {
      formula: decisionVelocity,
      inputs: { decided, meanHours, decisionDays },
      sources: ["platform_database"],
      sampleSize: decided,
      rows: { planning_decisions: decided },
    }),
  };
}

/** Domain.md §8.16: curated records with source and date, else null and partial. */
function marketOf(sheet: FigureSheet, { records, opportunities, position, positionAt, observedOn }: Counts) {
  const about = { sources: ["market"], sampleSize: records, rows: { market_records: records } } as const;
  return {
    market_position: sheet.word("competitive_analysis.market_position", {
      ...about,
      formula: recordedWord<NonNullable<typeof position>>(),
      inputs: position && { word: position },
      window: moment(),
      readOn: positionAt ?? undefined,
    }),
    opportunities: sheet.count("competitive_analysis.opportunities", {
      ...about,
      formula: recordCount,
      inputs: records === 0 ? null : { count: opportunities },
    }),
    observed_on: observedOn,
  };
}

const readInitiatives = (db: Db, since: string): Promise<Initiative[]> => db.$queryRaw<Initiative[]>`
  SELECT initiative_id AS id, name, status, progress, impact, to_char(due_on, 'YYYY-MM-DD') AS due_on, updated_at AS "updatedAt",
    count(*) OVER ()::integer AS total
  FROM planning_initiatives WHERE deleted_at IS NULL AND (ended_at IS NULL OR ended_at >= ${since}::date)
  ORDER BY ended_at IS NOT NULL, planning_initiatives.due_on, initiative_id LIMIT ${INITIATIVES}`;

async function readCounts(db: Db, since: string, today: string): Promise<Counts> {
  const [row] = await db.$queryRaw<Counts[]>`
    SELECT d.decided, d."meanHours", r.reviews + o.overdue AS reviews, m.records, m.opportunities, m."observedOn", p.position,
      p."positionAt"
    FROM (SELECT count(*)::integer AS decided, coalesce(avg(decided_on - insight_on), 0)::float8 * 24 AS "meanHours"
        FROM planning_decisions WHERE deleted_at IS NULL AND decided_on >= ${since}::date) d,
      (SELECT count(*)::integer AS reviews FROM planning_reviews WHERE deleted_at IS NULL AND done_on IS NULL) r,
      (SELECT count(*)::integer AS overdue FROM planning_decisions d WHERE d.deleted_at IS NULL AND d.review_due_on <= ${today}::date
        AND NOT EXISTS (SELECT FROM planning_reviews v WHERE v.decision_id = d.decision_id AND v.deleted_at IS NULL)) o,
      (SELECT count(*)::integer AS records, count(*) FILTER (WHERE kind = 'opportunity' AND observed_on >= ${since}::date)::integer AS opportunities,
        to_char(max(observed_on), 'YYYY-MM-DD') AS "observedOn" FROM market_records WHERE deleted_at IS NULL) m
      LEFT JOIN LATERAL (SELECT position, observed_on::timestamp AT TIME ZONE 'UTC' AS "positionAt" FROM market_records
        WHERE deleted_at IS NULL AND kind = 'position' ORDER BY observed_on DESC, market_record_id DESC LIMIT 1) p ON true`;
  if (!row) {
    throw new Error("a count without a row");
  }
  return row;
}
