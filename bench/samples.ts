import pg from "pg";

/** What a database filled by seed:scale has to ask for. */
export interface Samples {
  /** Ids of the tenants with the most users. */
  readonly tenants: readonly string[];
  /** Names of tenants. */
  readonly names: readonly string[];
  /** Ids of the platform's own people, who act most. */
  readonly staff: readonly string[];
  /** Ids of users, and their addresses. */
  readonly users: readonly string[];
  readonly addresses: readonly string[];
  /** The tenants with the most active users of the most frequent role, and with the most audit records in the range. */
  readonly crowded: { readonly users: Crowded; readonly records: Crowded };
  /** The page of users that lies farthest from either end: page 10 000 of a million. */
  readonly middle: number;
}

/** Ids of the tenants that have most of something, and how many the last of them has. */
export interface Crowded {
  readonly tenants: readonly string[];
  readonly rows: number;
}

/** From when to when, both ISO 8601. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** The role that most people at a tenant have. */
export const FREQUENT_ROLE = "ROLE_DASHBOARD_USER";
const CROWDED = 5;

/** Looks for what can be asked of a database; `url` is its owner's. */
export async function takeSamples(url: string, { from, to }: Range): Promise<Samples> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const column = async (sql: string, values: readonly string[] = []): Promise<string[]> => {
    const { rows } = await client.query<[string]>({ text: sql, values: [...values], rowMode: "array" });
    return rows.map(([value]) => value);
  };
  const crowded = async (sql: string, values: readonly string[]): Promise<Crowded> => {
    const text = `${sql} GROUP BY tenant_id ORDER BY count(*) DESC, tenant_id LIMIT ${CROWDED}`;
    const { rows } = await client.query<{ tenant: string; rows: number }>(text, [...values]);
    return { tenants: rows.map(({ tenant }) => tenant), rows: rows.at(-1)?.rows ?? 0 };
  };
  try {
    const people =
      "SELECT id, email FROM users TABLESAMPLE BERNOULLI (30) REPEATABLE (7) WHERE email NOT LIKE '%@staff.%' ORDER BY md5(id::text) LIMIT 12";
    const [total = "0"] = await column("SELECT sum(total)::text FROM row_counts WHERE name = 'users'");
    return {
      tenants: await column("SELECT id FROM tenants WHERE deleted_on IS NULL ORDER BY user_count DESC, id LIMIT 40"),
      names: await column(
        "SELECT name FROM tenants WHERE deleted_on IS NULL AND code NOT LIKE 'BENCH-%' ORDER BY md5(id::text) LIMIT 10",
      ),
      staff: await column("SELECT id FROM users WHERE email LIKE '%@staff.%' ORDER BY created_on LIMIT 5"),
      users: await column(`SELECT id FROM (${people}) p`),
      addresses: await column(`SELECT email FROM (${people}) p`),
      crowded: {
        users: await crowded(
          `SELECT tenant_id AS tenant, count(*)::integer AS rows
          FROM user_tenants JOIN users u ON u.id = user_id JOIN roles r ON r.id = u.role_id
          WHERE u.status = 'active' AND r.name = $1`,
          [FREQUENT_ROLE],
        ),
        records: await crowded(
          `SELECT tenant_id AS tenant, count(*)::integer AS rows FROM audit_events
          WHERE tenant_id IS NOT NULL AND occurred_on >= $1 AND occurred_on < $2`,
          [from, to],
        ),
      },
      middle: Math.floor(Number(total) / 2 / 50),
    };
  } finally {
    await client.end();
  }
}
