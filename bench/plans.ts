import pg from "pg";
import type { Param, ReplayStatement, Replays } from "./capture/capture.ts";

/** A sequential scan in a measured statement. */
export interface SeqScan {
  readonly scenario: string;
  readonly table: string;
  readonly rows: number;
  /** Its table is so large that no request may read all of it. */
  readonly isForbidden: boolean;
}

const LARGE_ROWS = 100_000;
/** Smaller tables are read as a whole with good reason. */
const NOTEWORTHY_ROWS = 1000;
/** PostgreSQL plans a prepared statement for its values five times before it may settle on one plan for all. */
const PLANS_UNTIL_SETTLED = 6;

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Explains every captured statement, as a connection that has run it often would plan it, and lists the sequential scans. */
export async function findSeqScans(
  url: string,
  replays: Replays,
): Promise<{ readonly explained: number; readonly scans: readonly SeqScan[] }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const sizes = await tableSizes(client);
    const found = new Map<string, SeqScan>();
    let explained = 0;
    for (const [scenario, statement] of statementsOf(replays)) {
      explained += 1;
      for (const table of scannedTables(await settledPlan(client, statement))) {
        const rows = sizes.get(table) ?? 0;
        if (rows >= NOTEWORTHY_ROWS) {
          found.set(`${scenario} ${table}`, { scenario, table, rows, isForbidden: rows > LARGE_ROWS });
        }
      }
    }
    return { explained, scans: [...found.values()] };
  } finally {
    await client.end();
  }
}

function* statementsOf(replays: Replays): Generator<[scenario: string, statement: ReplayStatement]> {
  for (const [scenario, variants] of Object.entries(replays)) {
    for (const statement of variants.flatMap(({ lanes }) => lanes.flat())) {
      if (/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\b/i.test(statement.text)) {
        yield [scenario, statement];
      }
    }
  }
}

async function settledPlan(client: pg.Client, { text, params }: ReplayStatement): Promise<PlanNode> {
  await client.query(`PREPARE measured AS ${text}`);
  try {
    const values = params.length === 0 ? "" : `(${params.map((value) => literal(client, value)).join(", ")})`;
    for (let n = 1; ; n++) {
      const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
        `EXPLAIN (FORMAT JSON) EXECUTE measured${values}`,
      );
      const plan = rows[0]?.["QUERY PLAN"][0].Plan;
      if (plan && n === PLANS_UNTIL_SETTLED) {
        return plan;
      }
    }
  } finally {
    await client.query("DEALLOCATE measured");
  }
}

function literal(client: pg.Client, value: Param): string {
  if (value === null) {
    return "NULL";
  }
  return client.escapeLiteral(typeof value === "string" ? value : `\\x${value.hex}`);
}

function scannedTables(plan: PlanNode): readonly string[] {
  const mine = plan["Node Type"] === "Seq Scan" && plan["Relation Name"] ? [plan["Relation Name"]] : [];
  return [...mine, ...(plan.Plans ?? []).flatMap(scannedTables)];
}

async function tableSizes(client: pg.Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ name: string; rows: number }>(
    "SELECT relname AS name, greatest(reltuples, 0)::float8 AS rows FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  return new Map(rows.map(({ name, rows: count }) => [name, count]));
}
