import { beforeAll, describe, expect, test } from "vitest";
import { callerOf } from "../testing/caller.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { nodesOf, type Plan, plansOf } from "../testing/plans.ts";
import { asOwner } from "../testing/rows.ts";
import { composeDirectory } from "./directory.ts";
import { DirectoryQuery } from "./directory-schema.ts";

const SEGMENTS = ["enterprise", "smb"] as const;
let ceo: SignedIn;
let scoped: SignedIn;
let theirs: readonly string[];

beforeAll(async () => {
  const ids: string[] = [];
  for (let n = 0; n < 24; n++) {
    const tenantId = await createTenantRow({ isActive: n % 5 !== 0 });
    await asOwner("UPDATE tenants SET segment = $2 WHERE id = $1", [tenantId, SEGMENTS[n % 2]]);
    // Equal ranks and equal amounts occur, so that only the last key keeps the order stable.
    await asOwner(
      `UPDATE tenant_figures SET risk_rank = $2, at_risk_cents = $3, sent = $4, delivery_rate = $5, monthly_cost_cents = $6
       WHERE tenant_id = $1`,
      [tenantId, (n % 5) - 1, (n % 3) * 1000, (n % 4) * 500, n % 6 === 0 ? -1 : (n % 7) / 7, (n % 2) * 900],
    );
    ids.push(tenantId);
  }
  await asOwner("UPDATE tenants SET is_active = false, deleted_on = now() WHERE id = ANY($1)", [ids.slice(0, 4)]);
  ceo = await as("ROLE_EXECUTIVE_CEO");
  theirs = ids.slice(2, 9);
  scoped = await as("ROLE_OPERATIONS_MANAGER", { tenantIds: theirs });
});

interface Page {
  readonly items: readonly { readonly tenant_id: string }[];
  readonly total_items: number;
  readonly total_pages: number;
}

async function walk({ client }: SignedIn, query: string): Promise<{ ids: string[]; total: number }> {
  const ids: string[] = [];
  for (let page = 1; ; page++) {
    const { response } = await client.get<Page>(`/system/tenants?pageSize=7&page=${page}&${query}`);
    ids.push(...response.items.map(({ tenant_id }) => tenant_id));
    if (page >= response.total_pages) {
      return { ids, total: response.total_items };
    }
  }
}

const KEYS = {
  name: "t.name",
  risk: "f.risk_rank, f.at_risk_cents",
  sent_30d: "f.sent",
  delivery_rate: "f.delivery_rate",
  monthly_cost: "f.monthly_cost_cents",
};
const FILTERS = {
  "": "t.deleted_on IS NULL",
  "segment=smb": "t.deleted_on IS NULL AND t.segment = 'smb'",
  "status=suspended": "t.deleted_on IS NULL AND NOT t.is_active",
  "status=deleted": "t.deleted_on IS NOT NULL",
};
const sorts = Object.entries(KEYS).flatMap(([sort, keys]) => [
  { sort, order: `${keys}, t.id` },
  { sort: `-${sort}`, order: `${keys}, t.id`.replaceAll(",", " DESC,").concat(" DESC") },
]);
const cases = sorts.flatMap((sort) => Object.entries(FILTERS).map(([filter, where]) => ({ ...sort, filter, where })));

const expected = async (where: string, order: string): Promise<string[]> => {
  const sql = `SELECT t.id FROM tenants t JOIN tenant_figures f ON f.tenant_id = t.id WHERE ${where} ORDER BY ${order}`;
  return (await asOwner<{ id: string }>(sql)).map(({ id }) => id);
};

describe("decisions §7 GET /system/tenants", () => {
  test.each(cases)("its pages by $sort with '$filter' are the whole list, each tenant once", async (row) => {
    const ids = await expected(row.where, row.order);
    expect(await walk(ceo, `sort=${row.sort}&${row.filter}`)).toEqual({ ids, total: ids.length });
  });

  test.each(sorts.filter(({ sort }) => !sort.endsWith("cost")))(
    "by $sort, a scoped reader meets only theirs",
    async (row) => {
      const list = theirs.map((id) => `'${id}'`).join(", ");
      const ids = await expected(`t.deleted_on IS NULL AND t.id IN (${list})`, row.order);
      expect(ids.length).toBeGreaterThan(0);
      expect(await walk(scoped, `sort=${row.sort}`)).toEqual({ ids, total: ids.length });
    },
  );

  test("a page is cut from the index of the figures alone, tenants are read by the page", async () => {
    const query = DirectoryQuery.parse({ page: "2", pageSize: "7" });
    const plans = await plansOf((db) => composeDirectory(db, new Date(), query, callerOf("ROLE_EXECUTIVE_CEO").actor));
    const relationsOf = (plan: Plan) => new Set(nodesOf(plan).flatMap((node) => node["Relation Name"] ?? []));
    const cuts = plans.filter((plan) => plan["Node Type"] === "Limit").map(relationsOf);
    expect(cuts.filter((relations) => relations.has("tenant_figures"))).toEqual([new Set(["tenant_figures"])]);
  });
});
