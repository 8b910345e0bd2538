import { z } from "zod";
import { AppError } from "../core/errors.ts";
import { Instant } from "../core/schema.ts";
import type { Db } from "../db/client.ts";
import { show } from "../figures/figure.ts";
import { ROUNDINGS } from "../figures/rounding.ts";
import type { FigureSheet } from "../figures/sheet.ts";
import type { Standings } from "../figures/sources.ts";
import { can } from "../operation/authorize.ts";
import type { Actor, Policy } from "../operation/operation.ts";
import { READERS } from "./access.ts";
import { composeCost } from "./cost.ts";
import { composeDirectory } from "./directory.ts";
import { DirectoryQuery } from "./directory-schema.ts";
import { composeIntelligence } from "./intelligence.ts";
import { composeOverview } from "./overview.ts";
import { composePlanning } from "./planning.ts";
import { PLANNING_WINDOWS } from "./planning-schema.ts";
import { composeRevenue } from "./revenue.ts";
import { TIMEFRAMES } from "./schema.ts";
import { loadSituation } from "./standings.ts";
import { composeTenantSummary } from "./tenant-summary.ts";
import { composeTrends } from "./trends.ts";
import { TREND_TIMEFRAMES } from "./trends-schema.ts";
import { WINDOW_NAMES } from "./windows.ts";

export const FigurePath = z.strictObject({
  figureId: z
    .string()
    .regex(/^[a-z-]+(~[\w.-]+){2,3}$/)
    .max(250)
    .describe("The figure, as `figure_id` of `meta.figures` names it"),
});

const bounds = { low: z.number().nullable(), high: z.number().nullable() };

/** How a figure came about: enough to compute it again. */
export const Lineage = z.object({
  figure_id: z.string().describe("The figure"),
  tenant_id: z.string().nullable().describe("The tenant that it is of; null: the platform"),
  value: z.union([z.string(), z.number()]).nullable().describe("What the wire shows now"),
  low: bounds.low.describe("Lower end"),
  high: bounds.high.describe("Upper end"),
  unit: z.string().describe("Its unit"),
  formula: z
    .object({
      name: z.string().describe("Names the formula"),
      version: z.int().describe("Its version"),
      text: z.string().describe("What it computes"),
    })
    .describe("What makes it of its inputs"),
  inputs: z
    .record(z.string(), z.union([z.string(), z.number(), z.null()]))
    .nullable()
    .describe("Facts and coefficients by the names in the formula; null: a source has never brought them"),
  rounding: z
    .object({ name: z.string().describe("Names the rule"), text: z.string().describe("What it does") })
    .describe("How the exact number becomes a range"),
  window: z
    .object({
      name: z.string().describe("Names the window"),
      start: Instant.nullable().describe("Its first moment"),
      end: Instant.nullable().describe("Its last moment"),
    })
    .describe("What it covers"),
  sources: z
    .array(
      z.object({
        source: z.string().describe("Names the source"),
        state: z.enum(["fresh", "stale", "missing"]).describe("Whether it can be relied on now"),
        as_of: Instant.nullable().describe("When it last answered"),
      }),
    )
    .describe("Where its facts come from"),
  row_counts: z.record(z.string(), z.number()).describe("Rows that were summed, by table"),
  sample_size: z.number().nullable().describe("How many of what it sums up"),
  confidence: z.enum(["high", "medium", "low"]).describe("How sure it is"),
  as_of: Instant.nullable().describe("Age of the oldest contributor"),
  reason: z.string().nullable().describe("Why it says less than it could"),
});

interface FigureName {
  readonly subject: string | null;
  readonly window: string;
  readonly key: string;
}
type Compose = (db: Db, now: Date, name: FigureName, actor: Actor) => Promise<{ readonly sheet: FigureSheet }>;

/** The word of the list, or nothing that was ever shown. */
function known<W extends string>(words: readonly W[], word: string): W {
  const found = words.find((name) => name === word);
  if (found === undefined) {
    throw new AppError("NOT_FOUND");
  }
  return found;
}

/** The tenant that a figure is of, when the actor may know of it. */
function inScope(tenantId: string | null, { tenantScope }: Actor): string {
  const parsed = z.uuid().safeParse(tenantId);
  if (!parsed.success || (tenantScope !== "global" && !tenantScope.includes(parsed.data))) {
    throw new AppError("NOT_FOUND");
  }
  return parsed.data;
}

/** Who may read the figures of an answer, and how the answer is made again. */
const ANSWERS: Readonly<Record<string, readonly [Policy, Compose]>> = {
  overview: [READERS.overview, (db, now, { window }) => composeOverview(db, now, known(TIMEFRAMES, window))],
  "tenant-summary": [
    READERS.tenants,
    (db, now, { subject }, actor) => composeTenantSummary(db, now, inScope(subject, actor), actor),
  ],
  tenants: [
    READERS.tenants,
    (db, now, { key }, actor) =>
      composeDirectory(db, now, DirectoryQuery.parse({}), actor, inScope(key.split(".")[0] ?? null, actor)),
  ],
  "revenue-protection": [
    READERS.revenue,
    (db, now, { window }, actor) => composeRevenue(db, now, known(WINDOW_NAMES, window), actor),
  ],
  "cost-optimization": [
    READERS.cost,
    (db, now, { window }, actor) => composeCost(db, now, known(WINDOW_NAMES, window), actor),
  ],
  planning: [READERS.planning, (db, now, { window }) => composePlanning(db, now, known(PLANNING_WINDOWS, window))],
  intelligence: [READERS.intelligence, (db, now, _name, actor) => composeIntelligence(db, now, actor)],
  trends: [READERS.overview, (db, now, { window }) => composeTrends(db, now, known(TREND_TIMEFRAMES, window), null)],
  "tenant-trends": [
    READERS.tenants,
    (db, now, { subject, window }, actor) =>
      composeTrends(db, now, known(TREND_TIMEFRAMES, window), inScope(subject, actor)),
  ],
};

/** What a figure is of, for the record of its reading: the tenant, else the answer that it stands in. */
export const subjectOf = (figureId: string): string =>
  figureId.split(/[~.]/).find((part) => z.uuid().safeParse(part).success) ?? figureId.split("~", 1)[0] ?? "";

/** How the figure came about. Throws NOT_FOUND for one that is not there, or that the actor may not read. */
export async function readLineage(db: Db, now: Date, figureId: string, actor: Actor): Promise<z.input<typeof Lineage>> {
  const [endpoint = "", ...rest] = figureId.split("~");
  const [policy, compose] = ANSWERS[endpoint] ?? [];
  if (policy === undefined || compose === undefined || !can(actor, policy)) {
    throw new AppError("NOT_FOUND");
  }
  const key = rest.pop() ?? "";
  const window = rest.pop() ?? "";
  const name = { subject: rest.pop() ?? null, window, key };
  const { sheet } = await compose(db, now, name, actor);
  const made = sheet.find(figureId);
  if (made === undefined) {
    throw new AppError("NOT_FOUND");
  }
  return lineageOf(made, name.subject, (await loadSituation(db, now)).standings);
}

function lineageOf(
  { figure, draft }: NonNullable<ReturnType<FigureSheet["find"]>>,
  subject: string | null,
  standings: Standings,
): z.input<typeof Lineage> {
  const { formula, inputs, rounding, sources, rows, window } = draft;
  // What the wire shows is computed here again from what the lineage lists, not copied.
  const again =
    inputs === null || figure.value === null
      ? { value: null, low: null, high: null }
      : show(formula.compute(inputs), rounding);
  return {
    figure_id: figure.figureId,
    tenant_id: subject,
    ...again,
    unit: figure.unit,
    formula: { name: formula.name, version: formula.version, text: formula.text },
    inputs,
    rounding: { name: rounding, text: ROUNDINGS[rounding].text },
    window,
    sources: sources.map((source) => ({ source, state: standings[source].state, as_of: standings[source].asOf })),
    row_counts: rows,
    sample_size: figure.sampleSize,
    confidence: figure.confidence,
    as_of: figure.asOf,
    reason: figure.reason,
  };
}
