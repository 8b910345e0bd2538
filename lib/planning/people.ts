import { z } from "zod";
import { systemPageOf, systemPageQuery, toSystemPage } from "../core/page.ts";
import { Id } from "../core/schema.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { WRITERS } from "./crud.ts";

const Planner = z.object({
  user_id: Id.describe("The user"),
  name: z.string().describe("Display name; plans hold the id alone"),
  role: z.string().describe("Name of the role"),
});
export type Planner = z.output<typeof Planner>;

const ROLE_IDS = WRITERS.roles.map((role) => SYSTEM_ROLES[role].id);

export const listPlanners = operation({
  name: "listPlanners",
  summary: "Business planning: people who plan, to choose an owner from",
  http: { method: "GET", path: "/planning/people" },
  // No custom roles: whoever reads plans need not learn who is who.
  policy: { ...WRITERS, roles: [...WRITERS.roles, "Auditor"] } satisfies Policy,
  limit: "admin",
  audit: null,
  input: { query: z.strictObject(systemPageQuery) },
  output: systemPageOf(Planner),
  errors: [],
  example: {
    input: {},
    output: {
      items: [{ user_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001", name: "Ann Lee", role: "ROLE_EXECUTIVE_CEO" }],
      page: 1,
      page_size: 50,
      total_items: 1,
      total_pages: 1,
    },
  },
  async run({ db, now }, { query }) {
    const where = { status: "active", roleId: { in: ROLE_IDS } };
    const [users, totalItems] = await Promise.all([
      db.user.findMany({
        where,
        select: { id: true, name: true, role: { select: { name: true } } },
        orderBy: [{ name: "asc" }, { id: "asc" }],
        skip: (query.page - 1) * query.page_size,
        take: query.page_size,
      }),
      db.user.count({ where }),
    ]);
    const items = users.map(({ id, name, role }) => ({ user_id: id, name, role: role.name }));
    return {
      data: toSystemPage(items, query, { totalItems }),
      meta: { data_source: "backbone_api", data_quality: "standard", last_updated: now.toISOString() },
    };
  },
});
