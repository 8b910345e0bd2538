import type { Ledger, Wanted } from "./ledger.ts";

type Sql = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** What became of the writes, each list by what it is found by; all but `writes` are empty when all is well. */
export interface Verdict {
  readonly writes: number;
  /** Acknowledged and not there, or without its audit row. */
  readonly lost: readonly string[];
  /** There twice, or with two audit rows. */
  readonly duplicated: readonly string[];
  /** An effect without an audit row, an audit row without its effect, a claim that nobody settled. */
  readonly halfDone: readonly string[];
  /** Refused for good, or answered as no fault excuses. */
  readonly wrong: readonly string[];
}

interface Found {
  readonly mark: string;
  readonly ids: readonly string[];
  /** Records of these ids' creation. */
  readonly records: number;
}

const CREATED = {
  tenant: ["tenants", "code", "TENANT_CREATED"],
  user: ["users", "email", "USER_CREATED"],
  apiKey: ["api_keys", "name", "API_KEY_CREATED"],
} as const;

/** Compares what the clients were told with what the database holds. */
export async function judge(ledger: Ledger, sql: Sql): Promise<Verdict> {
  const verdict = { lost: [] as string[], duplicated: [] as string[], halfDone: [] as string[] };
  for (const kind of ["tenant", "user", "apiKey"] as const) {
    await judgeCreated(
      kind,
      ledger.wanted.filter((one) => one.kind === kind),
      sql,
      verdict,
    );
  }
  await judgeRecords(ledger, sql, verdict);
  await judgeNames(ledger, sql, verdict);
  const open = await sql<{ key: string }>("SELECT key FROM idempotency_keys WHERE outcome IS NULL");
  verdict.halfDone.push(...open.map(({ key }) => `the claim of ${key}`));
  const refused = ledger.wanted.flatMap(({ kind, refusal }) => (refusal === null ? [] : [`${kind}: ${refusal}`]));
  return { writes: ledger.acknowledged, ...verdict, wrong: [...new Set([...ledger.wrong, ...refused])] };
}

type Lists = { readonly lost: string[]; readonly duplicated: string[]; readonly halfDone: string[] };

async function judgeCreated(
  kind: keyof typeof CREATED,
  wanted: readonly Wanted[],
  sql: Sql,
  into: Lists,
): Promise<void> {
  const [table, column, action] = CREATED[kind];
  const found = await sql<Found>(
    `SELECT e.${column} AS mark, array_agg(DISTINCT e.id::text) AS ids, count(a.audit_id)::int AS records FROM ${table} e
     LEFT JOIN audit_events a ON a.entity_id = e.id::text AND a.action = '${action}' AND a.outcome = 'success'
     WHERE e.${column} = ANY($1) GROUP BY 1`,
    [wanted.map(({ mark }) => mark)],
  );
  const byMark = new Map(found.map((one) => [one.mark, one]));
  for (const { mark, entityId } of wanted) {
    const there = byMark.get(mark);
    if (entityId !== null && !there?.ids.includes(entityId)) {
      into.lost.push(`${kind} ${mark}`);
    }
    if (there && (there.ids.length > 1 || there.records > 1)) {
      into.duplicated.push(`${kind} ${mark}`);
    }
    if (there?.records === 0) {
      into.halfDone.push(`${kind} ${mark} has no audit row`);
    }
  }
  const orphans = await sql<{ id: string }>(
    `SELECT entity_id AS id FROM audit_events a WHERE action = '${action}' AND outcome = 'success'
     AND NOT EXISTS (SELECT FROM ${table} e WHERE e.id::text = a.entity_id)`,
  );
  into.halfDone.push(...orphans.map(({ id }) => `the audit row of ${kind} ${id} that is not there`));
}

/** All tries of a write together leave one audit row when it was acknowledged, and never two. */
async function judgeRecords({ wanted }: Ledger, sql: Sql, into: Lists): Promise<void> {
  const ids = wanted.flatMap(({ tries }) => tries.map(({ requestId }) => requestId));
  const rows = await sql<{ id: string; n: number }>(
    "SELECT request_id AS id, count(*)::int AS n FROM audit_events WHERE request_id = ANY($1) AND outcome = 'success' GROUP BY 1",
    [ids],
  );
  const records = new Map(rows.map(({ id, n }) => [id, n]));
  for (const { kind, mark, tries, entityId } of wanted) {
    const total = tries.reduce((sum, { requestId }) => sum + (records.get(requestId) ?? 0), 0);
    if (entityId !== null && total === 0) {
      into.lost.push(`the audit row of ${kind} ${mark}`);
    }
    if (total > 1) {
      into.duplicated.push(`${total} audit rows of ${kind} ${mark}`);
    }
  }
}

/** Of each tenant the name that its client was told last. */
async function judgeNames({ wanted }: Ledger, sql: Sql, into: Lists): Promise<void> {
  const last = new Map(
    wanted.flatMap(({ kind, mark, entityId }) => (kind === "rename" && entityId ? [[entityId, mark]] : [])),
  );
  const rows = await sql<{ id: string; name: string }>(
    "SELECT id::text, name FROM tenants WHERE id = ANY($1::uuid[])",
    [[...last.keys()]],
  );
  into.lost.push(...rows.filter(({ id, name }) => last.get(id) !== name).map(({ id }) => `the name of ${id}`));
}
