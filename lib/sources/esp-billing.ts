import { z } from "zod";
import type { Db } from "../db/client.ts";
import { env } from "../env.ts";
import { keepReadings } from "./readings.ts";
import { source } from "./source.ts";

const amount = z.coerce.number().min(0).max(1_000_000_000);

/** One provider's bill of a month, as a range: no provider documents a billing API, so somebody estimates (decisions §8). */
export const BillingRow = z
  .object({
    provider: z.string().trim().toLowerCase().min(1).max(40),
    period: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "Must be a month, 2026-11"),
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/, "Must be three letters")
      .transform((code) => code.toUpperCase()),
    amount_low: amount,
    amount_high: amount,
    volume: z.coerce.number().int().min(0),
    fetched_at: z.iso.datetime({ offset: true }),
  })
  .refine(({ amount_low: low, amount_high: high }) => low <= high, {
    path: ["amount_high"],
    message: "Must not be below amount_low",
  });
export type BillingRow = z.output<typeof BillingRow>;

/** Bills of the e-mail service providers. */
export const espBilling = source<BillingRow[]>({
  id: "esp_billing",
  cron: "*/5 * * * *",
  requestsPerSecond: 1,
  isConfigured: () => env().SOURCE_ESP_BILLING_URL !== undefined,
  async read(ask) {
    const { SOURCE_ESP_BILLING_URL: url = "", SOURCE_ESP_BILLING_TOKEN: token } = env();
    return z
      .array(BillingRow)
      .max(10_000)
      .parse(await ask({ url, headers: { ...(token && { authorization: `Bearer ${token}` }) } }));
  },
  keep: (tx, rows) => keepBilling(tx, rows, "api"),
});

/** Keeps the months, each in place of what was known of it before, unless that is newer. */
export const keepBilling = (tx: Db, rows: readonly BillingRow[], origin: "api" | "csv"): Promise<void> =>
  keepReadings(
    tx,
    "esp_billing",
    rows.map(({ amount_low: low, amount_high: high, ...row }) => ({
      kind: "month",
      subject: `${row.provider} ${row.period}`,
      takenAt: new Date(row.fetched_at),
      payload: { ...row, amount_low_minor: Math.round(low * 100), amount_high_minor: Math.round(high * 100), origin },
    })),
  );
