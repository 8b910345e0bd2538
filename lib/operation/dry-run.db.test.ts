import { beforeAll, describe, expect, test } from "vitest";
import { superAdminApi } from "../super-admin-api.ts";
import { type Answer, as, type SignedIn } from "../testing/client.ts";
import { asOwner, auditOf } from "../testing/rows.ts";
import { type ExampleInput, WRITE_FIXTURES } from "../testing/write-fixtures.ts";
import { DryRun } from "./dry-run.ts";
import { type AnyOperation, isWrite } from "./operation.ts";

// Every mutation under /super-admin: what a dry run answers, that it changes nothing, and that the real call then does the same.

/** An operation with a dry run of its own kind is tested where it is made: that one is on record. */
const writes = superAdminApi.operations.filter(
  (op) => isWrite(op) && !Object.hasOwn(op.input.query?.shape ?? {}, "dryRun"),
);

/** Counted whoever calls: the caller's allowance, and when a session was last seen. */
const UNRELATED = ["rate_limits", "_prisma_migrations"];

let tables: readonly string[];
beforeAll(async () => {
  const rows = await asOwner<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  tables = rows.map(({ name }) => name).filter((name) => !UNRELATED.includes(name));
  expect(tables.length).toBeGreaterThan(15);
});

/** Every table with its number of rows and a digest of all that stands in them, versions included. */
async function contents(): Promise<Record<string, string>> {
  const digests = tables.map(
    (name) =>
      `SELECT '${name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS digest FROM "${name}" t`,
  );
  const rows = await asOwner<{ name: string; digest: string }>(digests.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

function send(caller: SignedIn, op: AnyOperation, input: ExampleInput, query: object): Promise<Answer> {
  const { path, body } = input;
  const filled = op.http.path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(path?.[name] ?? ""));
  const search = new URLSearchParams({ ...input.query, ...query });
  const url = `/super-admin${filled}${search.size > 0 ? `?${search}` : ""}`;
  const headers = op.http.accepts === undefined ? {} : { "content-type": op.http.accepts };
  return caller.client.call(op.http.method, url, body === undefined ? {} : { body, headers });
}

/** Ids and moments differ from call to call; nothing else may. */
const masked = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "id")
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "moment"),
  );

describe("issue 3 §9 dry run everywhere", () => {
  test.each(writes.map((op) => ({ label: op.name, op })))(
    "$label?dryRun=true answers diff, cascade and audit actions, changes nothing, and tells the truth",
    async ({ op }) => {
      const caller = await as("SuperAdmin");
      const example = op.example.input as ExampleInput;
      const input = { ...example, ...(await WRITE_FIXTURES[op.name]?.(example, caller)) };
      const before = await contents();
      const rehearsed = await send(caller, op, input, { dryRun: "true" });
      expect([rehearsed.status, rehearsed.body]).toMatchObject([200, expect.anything()]);
      expect(await contents(), "no table has changed").toEqual(before);
      const shown = DryRun.parse(rehearsed.response);
      expect(await auditOf(rehearsed.headers.get("x-request-id"))).toEqual([]);
      for (const count of Object.values(shown.cascade)) {
        expect(count).toBeGreaterThanOrEqual(0);
      }

      const real = await send(caller, op, input, {});
      expect(real.status).toBe(op.http.status ?? 200);
      const recorded = await auditOf(real.headers.get("x-request-id"));
      expect(shown.audit.map(({ action, entityType }) => [action, entityType])).toEqual(
        recorded.map(({ action, entityType }) => [action, entityType]),
      );
      const [row] = recorded;
      expect(masked({ before: shown.before, after: shown.after })).toEqual(
        masked({ before: row?.before, after: row?.after }),
      );
    },
  );
});
