import { z } from "zod";
import { operation } from "../operation/operation.ts";
import { billingFromCsv } from "./billing-csv.ts";
import { keepBilling } from "./esp-billing.ts";
import { touchHealth } from "./health.ts";

export const importEspBilling = operation({
  name: "importEspBilling",
  summary:
    "Import the bills of e-mail service providers from CSV; a month replaces what was known of it, unless that is newer",
  http: { method: "POST", path: "/sources/esp-billing/import", message: "Imported" },
  policy: { access: "roles", roles: ["SuperAdmin"], permission: "CONFIG_EDIT", customRoles: true },
  limit: "config",
  audit: ["BILLING_IMPORTED"],
  entityType: "configuration",
  idempotent: true,
  input: {
    body: z.strictObject({
      csv: z
        .string()
        .min(1)
        .max(500_000)
        .describe(
          "A header line with provider, period, currency, amount_low, amount_high, volume and, if known, fetched_at; a row a month",
        ),
    }),
  },
  output: z.object({
    imported: z.int().describe("Rows"),
    periods: z.array(z.string()).describe("Months that they are of"),
  }),
  errors: [],
  example: {
    input: {
      body: {
        csv: "provider,period,currency,amount_low,amount_high,volume\npostmark,2026-11,USD,1720.00,1900.00,1450000\n",
      },
    },
    output: { imported: 1, periods: ["2026-11"] },
  },
  async run({ db, now }, { body }) {
    const rows = billingFromCsv(body.csv, now);
    await keepBilling(db, rows, "csv");
    await touchHealth(db, "esp_billing", now);
    const periods = [...new Set(rows.map(({ period }) => period))].sort();
    return {
      data: { imported: rows.length, periods },
      cascade: { months: rows.length },
      audit: {
        action: "BILLING_IMPORTED",
        entityType: "configuration",
        entityId: "global",
        after: { rows: rows.length, periods, providers: [...new Set(rows.map(({ provider }) => provider))].sort() },
      },
    };
  },
});
