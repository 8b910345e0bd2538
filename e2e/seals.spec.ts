import { expect, test } from "./fixtures.ts";

test("the log is sealed, and whoever asks sees what is proven and what is not yet", async ({ open, api }) => {
  test.setTimeout(150_000);
  await api.newTenant();
  // Seals are made every minute; this file comes late, so that one has been.
  const seal = () => api.get<{ lastSeal: object | null }>("/super-admin/audit-logs/seal");
  await expect.poll(async () => (await seal()).lastSeal, { timeout: 120_000, intervals: [1000] }).not.toBeNull();
  const page = await open({ role: "Auditor", noScript: true });
  await page.goto("/console/audit");
  await page.getByRole("link", { name: "Seals", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Seals");
  await expect(page.getByRole("main")).toContainText("Last seal");
  await page.getByRole("link", { name: "Verify everything" }).click();
  await expect(page.getByRole("main")).toContainText("What is sealed is as it was sealed");
  await expect(page.getByRole("main")).toContainText(/records were verified, from number 1 to/);
});
