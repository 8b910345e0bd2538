import { expect, test } from "./fixtures.ts";
import type { Page as ApiPage, Tenant } from "./pages/api.ts";

test.describe.configure({ mode: "parallel" });

/** What each role finds in the navigation, where it begins, and what refuses it. */
const ROLES = {
  SuperAdmin: {
    sees: [
      "Overview",
      "Tenant directory",
      "Revenue protection",
      "Cost optimization",
      "Trends",
      "Intelligence and alerts",
      "Planning",
      "Snapshots",
      "Sources",
      "Tenants",
      "Users",
      "Roles",
      "Bulk operations",
      "Configuration",
      "Rules",
      "API keys",
      "Approvals",
      "Audit log",
      "Jobs",
      "Status",
      "Degrade sources",
      "API",
    ],
    home: "/console/tenants",
    refused: [],
  },
  PoolAdmin: {
    sees: ["Tenants", "Users", "Roles", "Bulk operations", "API"],
    home: "/console/tenants",
    refused: [
      "/executive",
      "/console/rules",
      "/console/audit",
      "/console/jobs",
      "/console/status",
      "/console/tenants/new",
      "/console/roles/new",
    ],
  },
  Auditor: {
    sees: [
      "Overview",
      "Tenant directory",
      "Revenue protection",
      "Cost optimization",
      "Trends",
      "Intelligence and alerts",
      "Planning",
      "Snapshots",
      "Sources",
      "Tenants",
      "Users",
      "Roles",
      "Bulk operations",
      "Configuration",
      "Rules",
      "Approvals",
      "Audit log",
      "Jobs",
      "Status",
      "API",
    ],
    home: "/console/tenants",
    refused: [
      "/console/tenants/new",
      "/console/users/new",
      "/console/roles/new",
      "/console/rules/new",
      "/console/api-keys",
      "/console/chaos",
    ],
  },
  Support: {
    sees: ["Tenants", "Users", "Bulk operations", "API"],
    home: "/console/tenants",
    refused: [
      "/executive",
      "/executive/tenants",
      "/executive/revenue-protection",
      "/executive/cost-optimization",
      "/executive/intelligence",
      "/executive/planning",
      "/executive/snapshots",
      "/console/roles",
      "/console/audit",
      "/console/tenants/new",
      "/console/users/new",
    ],
  },
  ROLE_EXECUTIVE_CEO: {
    sees: [
      "Overview",
      "Tenant directory",
      "Revenue protection",
      "Cost optimization",
      "Trends",
      "Intelligence and alerts",
      "Planning",
      "Snapshots",
      "Sources",
      "API",
    ],
    home: "/executive",
    refused: [
      "/console/tenants",
      "/console/users",
      "/console/roles",
      "/console/audit",
      "/console/tenants/new",
      "/console/users/new",
    ],
  },
  ROLE_FINANCE: {
    sees: ["Revenue protection", "Cost optimization", "Intelligence and alerts", "API"],
    home: "/executive/revenue-protection",
    refused: [
      "/executive",
      "/executive/tenants",
      "/executive/trends",
      "/executive/sources",
      "/executive/planning",
      "/executive/snapshots",
      "/console/tenants",
      "/console/users",
      "/console/roles",
      "/console/audit",
    ],
  },
} as const;

const REFUSALS: Readonly<Record<string, string>> = {
  "/executive": "getSystemOverview",
  "/executive/tenants": "listSystemTenants",
  "/executive/revenue-protection": "getRevenueProtection",
  "/executive/cost-optimization": "getCostOptimization",
  "/executive/trends": "getSystemTrends",
  "/executive/intelligence": "getIntelligenceSummary",
  "/executive/planning": "getBusinessPlanning",
  "/executive/snapshots": "listSnapshots",
  "/console/chaos": "getSourceChaos",
  "/executive/sources": "getSystemSources",
  "/console/tenants": "listTenants",
  "/console/tenants/new": "createTenant",
  "/console/users": "listUsers",
  "/console/users/new": "createUser",
  "/console/roles": "listRoles",
  "/console/roles/new": "createRole",
  "/console/rules": "listRules",
  "/console/rules/new": "createRule",
  "/console/audit": "listAuditLogs",
  "/console/api-keys": "listApiKeys",
  "/console/jobs": "getQueues",
  "/console/status": "getStatus",
};

for (const [role, { sees, home, refused }] of Object.entries(ROLES)) {
  test.describe(role, () => {
    test.use({ role: role as keyof typeof ROLES });

    test(`begins at ${home} and, by keyboard, is offered ${sees.join(", ") || "nothing else"}`, async ({ page }) => {
      await page.goto("/");
      await expect(page).toHaveURL(home);
      const navigation = page.getByRole("navigation", { name: "Main" });
      await expect(navigation).toBeVisible();
      await expect(navigation.getByRole("listitem")).toHaveText([...sees]);
      for (const label of sees) {
        await navigation.getByRole("link", { name: label, exact: true }).press("Enter");
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(new RegExp(`^${label}`));
        await expect(navigation.getByRole("link", { name: label, exact: true })).toHaveAttribute(
          "aria-current",
          "page",
        );
      }
    });

    if (refused.length > 0) {
      test("is refused the rest, and each attempt is on record", async ({ page, api }) => {
        for (const path of refused) {
          expect((await page.goto(path))?.status(), `${path} refuses in its status too`).toBe(403);
          await expect(page.getByRole("heading", { level: 1 })).toHaveText("Access restricted");
          await expect(page.getByRole("main").getByRole("table")).toHaveCount(0);
          const text = (await page.getByRole("main").textContent()) ?? "";
          const requestId = /recorded as request ([\w.-]+?)\./.exec(text)?.[1] ?? "";
          const records = await api.audit({ requestId, action: "ACCESS_DENIED" });
          expect(new Set(records.map(({ outcome }) => outcome))).toEqual(new Set(["denied"]));
          expect(
            records.map(({ after }) => after?.["operation"]),
            `${path} is on record`,
          ).toContain(REFUSALS[path]);
          await page.getByRole("main").getByRole("link", { name: "Back to what you can see" }).click();
          await expect(page).toHaveURL(home);
        }
      });
    }
  });
}

test("ROLE_EXECUTIVE_CTO and ROLE_SYSTEM_ADMIN read the status of the platform, and of the console's other pages none", async ({
  api,
  open,
}) => {
  for (const role of ["ROLE_EXECUTIVE_CTO", "ROLE_SYSTEM_ADMIN"]) {
    const page = await open({ as: await api.newUser(role) });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Status", exact: true }).click();
    await expect(page).toHaveURL("/console/status");
    await expect(page.getByRole("region", { name: "Operations" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: "Jobs waiting" })).toHaveCount(0);
    for (const path of ["/console/jobs", "/console/audit", "/console/chaos"]) {
      expect((await page.goto(path))?.status(), `${role} on ${path}`).toBe(403);
    }
  }
});

test.describe("without the rights to act", () => {
  for (const role of ["Auditor", "Support", "PoolAdmin"] as const) {
    test(`${role} is offered no act on a tenant, nor reaches one by its address`, async ({ open, apiOf }) => {
      const page = await open({ role });
      const { items } = await (await apiOf(role)).get<ApiPage<Tenant>>("/admin/tenants?pageSize=1");
      const tenantId = items[0]?.tenantId;
      await page.goto(`/console/tenants/${tenantId}`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(items[0]?.name ?? "");
      await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
      await expect(page.getByRole("button", { name: /^More actions/ })).toHaveCount(0);
      for (const kind of ["suspend", "activate", "delete"]) {
        await page.goto(`/console/tenants/${tenantId}?dialog=${kind}`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(items[0]?.name ?? "");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
      await page.goto(`/console/tenants/${tenantId}/edit`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Access restricted");
    });
  }

  test("every role but SuperAdmin is refused by the super-admin API, unknown paths included", async ({
    apiOf,
    api,
  }) => {
    for (const role of ["PoolAdmin", "Auditor", "Support", "ROLE_EXECUTIVE_CEO", "ROLE_FINANCE"] as const) {
      const caller = await apiOf(role);
      for (const path of ["/super-admin/tenants", "/super-admin/nothing"]) {
        const { status, headers } = await caller.call("GET", path);
        expect(status, `${role} on ${path}`).toBe(403);
        const requestId = headers.get("x-request-id") ?? "";
        expect(await api.audit({ requestId })).toMatchObject([{ action: "ACCESS_DENIED", actorRole: role }]);
      }
    }
  });
});

test.describe("roles, for those who may read them", () => {
  for (const role of ["PoolAdmin", "Auditor"] as const) {
    test(`${role} reads permissions, users and history, and is offered no change`, async ({ open, api }) => {
      const body = { name: `Read by ${role} ${Date.now()}`, permissions: ["USERS_VIEW"] };
      const { response } = await api.expect<{ roleId: string }>(201, "POST", "/super-admin/roles", { body });
      const page = await open({ role });
      const path = `/console/roles/${response.roleId}`;
      for (const tab of ["", "?tab=users", "?tab=history"]) {
        await page.goto(`${path}${tab}`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(body.name);
      }
      for (const name of ["Edit", "Copy"]) {
        await expect(page.getByRole("main").getByRole("link", { name, exact: true })).toHaveCount(0);
      }
      await page.goto(`${path}?dialog=delete`);
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await page.goto(`${path}/edit`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Access restricted");
    });
  }
});

test.describe("a pool admin's scope", () => {
  test.use({ role: "PoolAdmin" });

  test("holds totals of the own tenants only", async ({ page, apiOf }) => {
    const pool = await apiOf("PoolAdmin");
    const tenants = await pool.get<ApiPage<Tenant>>("/admin/tenants");
    expect(tenants.totalItems).toBe(3);
    await page.goto("/console/tenants");
    await expect(page.getByText("3 in total")).toBeAttached();
    await expect(page.getByRole("region", { name: "Tenants" }).locator("[data-row-link]")).toHaveText(
      tenants.items.map(({ name }) => name),
    );
    const { totalItems } = await pool.get<ApiPage<unknown>>("/admin/users?pageSize=1");
    const users = tenants.items.reduce((sum, { userCount }) => sum + userCount, 0);
    expect(totalItems).toBeLessThanOrEqual(users);
    await page.goto("/console/users");
    await expect(page.getByText(`${totalItems.toLocaleString("en-US")} in total`)).toBeAttached();
  });

  test("does not know a foreign tenant: 404 on page and API, nothing by search or filter", async ({
    page,
    api,
    apiOf,
  }) => {
    const foreign = await api.newTenant();
    const member = await api.newUser("PoolAdmin", [foreign.tenantId]);
    const pool = await apiOf("PoolAdmin");
    for (const path of [`/console/tenants/${foreign.tenantId}`, `/console/users/${member.userId}`]) {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
      expect(await page.content()).not.toContain(foreign.name);
    }
    expect((await pool.call("GET", `/admin/tenants/${foreign.tenantId}`)).status).toBe(404);
    expect((await pool.call("GET", `/admin/users/${member.userId}`)).status).toBe(404);
    await page.goto(`/console/tenants?search=${foreign.code}`);
    await expect(page.getByText("No tenant matches")).toBeVisible();
    await page.goto(`/console/users?tenantId=${foreign.tenantId}`);
    await expect(page.getByRole("main")).not.toContainText(member.email);
    const { results } = await (await page.request.get(`/console/search/results?q=${foreign.code}`)).json();
    expect(results).toEqual([]);
  });

  test("lets invite into the own tenants only", async ({ page, apiOf, api }) => {
    const pool = await apiOf("PoolAdmin");
    const { items } = await pool.get<ApiPage<Tenant>>("/admin/tenants");
    await page.goto("/console/users/new");
    const tenants = page.getByRole("group", { name: "Tenants" }).getByRole("checkbox");
    await expect(tenants).toHaveCount(items.length);
    await expect(page.getByLabel("Role").locator("option[value=SuperAdmin]")).toHaveCount(0);
    const foreign = await api.newTenant();
    const body = { email: "intruder@nest.example", name: "In", role: "PoolAdmin", tenantIds: [foreign.tenantId] };
    expect((await pool.call("POST", "/admin/users", { body })).status).toBe(403);
    const higher = { ...body, role: "SuperAdmin", tenantIds: [items[0]?.tenantId] };
    expect((await pool.call("POST", "/admin/users", { body: higher })).status).toBe(403);
  });
});
