import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Each executive page, with the names of the degraded sources that it has to admit. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  "/executive": ["Provider events", "Infrastructure"],
  "/executive/tenants": ["Provider events"],
  "/executive/revenue-protection": ["Provider events"],
  "/executive/cost-optimization": ["Infrastructure"],
  "/executive/trends": ["Provider events"],
  "/executive/intelligence": [],
  "/executive/planning": [],
  "/executive/snapshots": [],
  "/executive/sources": ["Provider events", "Infrastructure"],
};

// The only tests that change what all executives see: they run when every other test is over (playwright.config.ts).
test.afterAll(async ({ apiOf }) => {
  const api = await apiOf("SuperAdmin");
  await api.expect(200, "PUT", "/super-admin/sources/chaos", {
    body: { sources: {}, reason: "The rehearsal is over" },
  });
});

test("journey §6: with sources down every executive page stands, names them and shows no figure of theirs as if it were fresh", async ({
  api,
  open,
}) => {
  const body = { sources: { esp_events: "down", infrastructure: "down" }, minutes: 30, reason: "Rehearsal" };
  await api.expect(200, "PUT", "/super-admin/sources/chaos", { body });
  const page = await open({ role: "ROLE_EXECUTIVE_CFO" });
  const { items } = await api.get<{ items: { tenant_id: string }[] }>("/system/tenants?pageSize=1");
  const summary = `/executive/tenants/${items[0]?.tenant_id}`;
  for (const [path, named] of Object.entries({ ...PAGES, [summary]: ["Provider events", "Infrastructure"] })) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    await expect(page.getByText("A rehearsal: sources are degraded on purpose"), path).toBeVisible();
    for (const name of named) {
      await expect(page.getByRole("main"), path).toContainText(name);
    }
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`),
      path,
    ).toEqual([]);
  }
  await page.goto("/executive");
  await expect(page.getByRole("list", { name: "Limited sources" })).toContainText("Provider events");
});
