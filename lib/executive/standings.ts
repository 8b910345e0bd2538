import { disturbed } from "../chaos/disturbed.ts";
import { chaosModes } from "../chaos/state.ts";
import { configuration } from "../configuration/current.ts";
import type { Configuration } from "../configuration/definitions.ts";
import type { Db } from "../db/client.ts";
import { SOURCE_IDS, type SourceId, type Standings, standingOf, type Tolerance } from "../figures/sources.ts";

/** How the sources stand, and when the read models were last brought up to date; null: never. */
export interface Situation {
  readonly standings: Standings;
  readonly refreshedOn: Date | null;
}

/** How every source stands now: when it last answered, against what the configuration bears (decisions §8). */
export async function loadSituation(db: Db, now: Date): Promise<Situation> {
  const [values, modes, rows] = await Promise.all([
    configuration(),
    chaosModes(db, now),
    db.$queryRaw<{ source: string; at: Date | null }[]>`
      SELECT source, last_success_at AS at FROM source_health WHERE source <> 'market'
      UNION ALL SELECT name, refreshed_on FROM figure_progress
      UNION ALL SELECT 'market', max(observed_on)::timestamp AT TIME ZONE 'UTC' FROM market_records WHERE deleted_at IS NULL`,
  ]);
  const answered = new Map(rows.map(({ source, at }) => [source, at]));
  const entries = SOURCE_IDS.map(
    (id) =>
      [
        id,
        disturbed(standing(id, answered.get(id) ?? null, now, values), modes.get(id), toleranceOf(id, values), now),
      ] as const,
  );
  const standings = Object.fromEntries(entries) as unknown as Standings;
  return { standings, refreshedOn: answered.get("figures") ?? null };
}

function standing(id: SourceId, asOf: Date | null, now: Date, values: Configuration): Standings[SourceId] {
  const tolerance = toleranceOf(id, values);
  return tolerance === null ? { state: "fresh", asOf: now } : standingOf(asOf, now, tolerance);
}

/** Null for what is never out of date. */
const toleranceOf = (id: SourceId, values: Configuration): Tolerance | null =>
  id === "platform_database"
    ? null
    : {
        staleAfterMinutes: values["executive.staleAfterMinutes"][id],
        missingAfterMinutes: values["executive.missingAfterMinutes"][id],
      };

/** What a sheet needs to know of the situation: read models that are up to date are as old as the latest refresh. */
export const readAt = ({ standings, refreshedOn }: Situation, now: Date) => ({ standings, readOn: refreshedOn ?? now });
