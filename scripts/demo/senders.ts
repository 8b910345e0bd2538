import pg from "pg";
import { DAY_MS } from "../seed/calendar.ts";

export type Segment = "enterprise" | "mid_market" | "smb" | "startup";

/** A tenant of the demo as its mail and its bills see it. */
export interface Sender {
  readonly id: string;
  /** Its place in the order of creation. */
  readonly index: number;
  readonly code: string;
  readonly segment: Segment;
  readonly plan: string;
  readonly createdMs: number;
  /** When it stopped sending: suspended or deleted. */
  readonly endedMs: number | null;
  /** One is in trouble with its deliveries, one grows, the others go on as they do. */
  readonly story: "trouble" | "growth" | "steady";
}

interface Row {
  readonly id: string;
  readonly code: string;
  readonly segment: Segment | null;
  readonly plan: string | null;
  readonly created_on: Date;
  readonly is_active: boolean;
  readonly deleted_on: Date | null;
  readonly updated_on: Date;
}

/** All tenants, oldest first. */
export async function loadSenders(databaseUrl: string): Promise<Sender[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(
      "SELECT id, code, segment, plan, created_on, is_active, deleted_on, updated_on FROM tenants ORDER BY created_on, id LIMIT 1000",
    );
    const old = rows.filter((row) => row.is_active && Date.now() - row.created_on.getTime() > 200 * DAY_MS);
    const trouble = old.find(({ segment }) => segment === "enterprise");
    const growth = old.find(({ segment }) => segment === "mid_market");
    return rows.map((row, index) => ({
      id: row.id,
      index,
      code: row.code,
      segment: row.segment ?? "smb",
      plan: row.plan ?? "free",
      createdMs: row.created_on.getTime(),
      endedMs: row.deleted_on?.getTime() ?? (row.is_active ? null : row.updated_on.getTime()),
      story: row === trouble ? "trouble" : row === growth ? "growth" : "steady",
    }));
  } finally {
    await client.end();
  }
}
