import { expect, type Page } from "playwright/test";
import { codeFor } from "../../lib/testing/totp.ts";

/** Sets up an authenticator app on the page that is open; resolves to what it knows. */
export async function setUp(page: Page): Promise<{ secret: string; codes: string[] }> {
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  const link = await page.getByRole("link", { name: "open the app on this device" }).getAttribute("href");
  const secret = new URL(link ?? "").searchParams.get("secret") ?? "";
  await expect(page.getByText(secret, { exact: true })).toBeVisible();
  await page.getByLabel("Code from the app").fill(codeFor(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { name: "Your second factor is set up" })).toBeVisible();
  const codes = await page.getByRole("listitem").allTextContents();
  expect(codes).toHaveLength(10);
  return { secret, codes };
}
