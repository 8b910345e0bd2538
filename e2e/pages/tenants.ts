import { expect, type Locator, type Page } from "playwright/test";
import { ready } from "../fixtures.ts";

/** The list of tenants. */
export class TenantList {
  readonly page: Page;
  readonly table: Locator;
  readonly search: Locator;
  readonly chips: Locator;
  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole("region", { name: "Tenants" });
    this.search = page.getByRole("searchbox", { name: "Search tenants" });
    this.chips = page.getByRole("list", { name: "Active filters" });
  }

  async open(query: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.page.goto(`/console/tenants?${new URLSearchParams(query)}`);
    await ready(this.table);
  }

  /** Links to the tenants, as listed. */
  get rows(): Locator {
    return this.table.locator("[data-row-link]");
  }

  row(name: string): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByRole("link", { name, exact: true }) });
  }

  header(name: string): Locator {
    return this.table.getByRole("columnheader", { name });
  }

  async expectNames(names: readonly string[]): Promise<void> {
    await expect(this.rows).toHaveText([...names]);
  }
}

/** The form that creates or edits a tenant. */
export class TenantForm {
  readonly page: Page;
  readonly summary: Locator;
  readonly code: Locator;
  constructor(page: Page) {
    this.page = page;
    this.summary = page.getByRole("main").getByRole("alert");
    this.code = page.getByLabel("Code", { exact: true });
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await expect(this.field("Name")).toBeVisible();
  }

  field(label: "Name" | "Time zone" | "Currency"): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  choice(label: "Segment" | "Plan"): Locator {
    return this.page.getByLabel(new RegExp(`^${label}`));
  }

  async fill(values: { name?: string; code?: string; timezone?: string; currency?: string }): Promise<void> {
    if (values.name !== undefined) await this.field("Name").fill(values.name);
    if (values.code !== undefined) await this.code.fill(values.code);
    if (values.timezone !== undefined) await this.field("Time zone").fill(values.timezone);
    if (values.currency !== undefined) await this.field("Currency").fill(values.currency);
  }

  async create(): Promise<void> {
    await this.page.getByRole("button", { name: "Create tenant" }).click();
  }

  async save(): Promise<void> {
    await this.page.getByRole("button", { name: "Save", exact: true }).click();
  }

  /** The rows of a comparison, cell by cell. */
  async comparison(caption: string): Promise<string[][]> {
    const table = this.page.getByRole("table", { name: caption });
    await expect(table).toBeVisible();
    const rows = await table.locator("tbody tr").all();
    return Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
  }
}

/** The dialog that asks before a tenant is suspended, activated or deleted. */
export class TenantDialog {
  readonly page: Page;
  readonly dialog: Locator;
  readonly reason: Locator;
  constructor(page: Page, title: RegExp) {
    this.page = page;
    this.dialog = page.getByRole("dialog", { name: title });
    this.reason = this.dialog.getByLabel(/^Reason/);
  }

  get cancel(): Locator {
    return this.dialog.getByRole("link", { name: "Cancel" });
  }

  /** What will happen, by its words. */
  async effects(): Promise<Record<string, number>> {
    const list = this.dialog.getByRole("list", { name: "What will happen" }).getByRole("listitem");
    // Without scripts the click has been sent when it returns, and no more.
    await expect(list.first()).toBeVisible();
    const lines = await list.all();
    const pairs = await Promise.all(lines.map((line) => line.locator("span").allTextContents()));
    return Object.fromEntries(pairs.map(([label = "", count = ""]) => [label, Number(count.replaceAll(",", ""))]));
  }

  async confirm(label: string): Promise<void> {
    await this.dialog.getByRole("button", { name: label }).click();
  }
}
