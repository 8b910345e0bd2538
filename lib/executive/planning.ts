import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { recordCount, recordedPercent, recordedWord } from "../figures/formulas/platform.ts";
import { decisionVelocity } from "../figures/formulas/revenue.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Composed } from "./overview.ts";
import type { PLANNING_WINDOWS, Planning } from "./planning-schema.ts";
import { loadSituation } from "./standings.ts";
import { daysBefore, moment, rolling, WINDOWS } from "./windows.ts";

type Data = z.input<typeof Planning>;
interface Counts {
  readonly decided: number;
  readonly meanHours: number;
  readonly reviews: number;
  readonly records: number;
  readonly opportunities: number;
  readonly position: Data["competitive_analysis"]["market_position"];
  readonly observedOn: string | null;
}
type Initiative = Omit<Data["business_initiatives"][number], "progress"> & { readonly progress: number };

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
    readCounts(db, since),
    loadSituation(db, now),
    configuration(),
  ]);
  const window = rolling(name, days, now);
  const sheet = new FigureSheet({ endpoint: "planning", subject: null, window, standings, readOn: now });
  const data: Data = {
    window: name,
    business_initiatives: initiatives.map(({ progress, ...rest }, index) => ({
      ...rest,
      progress: sheet.text(`business_initiatives.${index}.progress`, {
        key: `${rest.id}.progress`,
        formula: recordedPercent,
        inputs: { percent: progress },
        sources: ["platform_database"],
        rounding: "score",
        window: moment(),
        rows: { planning_initiatives: 1 },
      }),
    })),
    business_decisions: decisionsOf(sheet, counts, values["executive.decisionDays"]),
    competitive_analysis: marketOf(sheet, counts),
  };
  return { data, sheet };
}

function decisionsOf(sheet: FigureSheet, { decided, meanHours, reviews }: Counts, decisionDays: number) {
  const count = (path: string, records: number, table: string) =>
    sheet.count(`business_decisions.${path}`, {
      formula: recordCount,
      inputs: { count: records },
      sources: ["platform_database"],
      sampleSize: records,
      rows: { [table]: records },
    });
  return {
    recent_decisions: count("recent_decisions", decided, "planning_decisions"),
    pending_reviews: count("pending_reviews", reviews, "planning_reviews"),
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
function marketOf(sheet: FigureSheet, { records, opportunities, position, observedOn }: Counts) {
  const about = { sources: ["market"], sampleSize: records, rows: { market_records: records } } as const;
  return {
    market_position: sheet.word("competitive_analysis.market_position", {
      ...about,
      formula: recordedWord<NonNullable<typeof position>>(),
      inputs: position && { word: position },
      window: moment(),
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
  SELECT initiative_id AS id, name, status, progress, impact, to_char(due_on, 'YYYY-MM-DD') AS due_on FROM planning_initiatives
  WHERE deleted_at IS NULL AND (ended_at IS NULL OR ended_at >= ${since}::date) ORDER BY updated_at DESC, initiative_id DESC LIMIT ${INITIATIVES}`;

async function readCounts(db: Db, since: string): Promise<Counts> {
  const [row] = await db.$queryRaw<Counts[]>`
    SELECT d.decided, d."meanHours", r.reviews, m.records, m.opportunities, m."observedOn",
      (SELECT position FROM market_records WHERE deleted_at IS NULL AND kind = 'position' AND position IS NOT NULL
       ORDER BY observed_on DESC, market_record_id DESC LIMIT 1) AS position
    FROM (SELECT count(*)::integer AS decided, coalesce(avg(decided_on - insight_on), 0)::float8 * 24 AS "meanHours"
        FROM planning_decisions WHERE deleted_at IS NULL AND decided_on >= ${since}::date) d,
      (SELECT count(*)::integer AS reviews FROM planning_reviews WHERE deleted_at IS NULL AND done_on IS NULL) r,
      (SELECT count(*)::integer AS records, count(*) FILTER (WHERE kind = 'opportunity' AND observed_on >= ${since}::date)::integer AS opportunities,
        to_char(max(observed_on), 'YYYY-MM-DD') AS "observedOn" FROM market_records WHERE deleted_at IS NULL) m`;
  return (
    row ?? { decided: 0, meanHours: 0, reviews: 0, records: 0, opportunities: 0, position: null, observedOn: null }
  );
}
