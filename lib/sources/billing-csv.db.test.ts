import { beforeAll, expect, test } from "vitest";
import { as, type SignedIn } from "../testing/client.ts";
import { asOwner, auditOf } from "../testing/rows.ts";

const HEADER = "provider,period,currency,amount_low,amount_high,volume";
let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});
const send = (csv: string, query = "") => admin.client.post(`/super-admin/sources/esp-billing/import${query}`, { csv });
const kept = () =>
  asOwner<{ subject: string; payload: Record<string, unknown> }>(
    "SELECT subject, payload FROM source_readings ORDER BY 1",
  );

test("decisions §8: bills come in by CSV, in cents, marked as such, and on record", async () => {
  const dry = await send(`${HEADER}\npostmark,2026-10,USD,1,2,3`, "?dryRun=true");
  expect([dry.status, await kept()]).toEqual([200, []]);
  const { status, response, headers } = await send(
    `${HEADER}\r\nPostmark,2026-10,usd,"1,720.00",1900,5\r\n`.replace('"1,720.00"', "1720.00"),
  );
  expect([status, response]).toEqual([200, { imported: 1, periods: ["2026-10"] }]);
  expect(await kept()).toMatchObject([
    {
      subject: "postmark 2026-10",
      payload: { amount_low_minor: 172_000, amount_high_minor: 190_000, currency: "USD", origin: "csv" },
    },
  ]);
  expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
    { action: "BILLING_IMPORTED", after: { rows: 1, providers: ["postmark"] } },
  ]);
  expect(await asOwner("SELECT state FROM source_health WHERE source = 'esp_billing'")).toEqual([{ state: "healthy" }]);
});

test.each([
  [
    "period,amount\n1,2",
    { csv: "Its first line lacks provider, currency, amount_low, amount_high, volume and has unknown amount" },
  ],
  [HEADER, { csv: "Has no rows" }],
  [`${HEADER}\npostmark,2026-13,USD,1,2,3`, { "csv.line2": "period: Must be a month, 2026-11" }],
  [`${HEADER}\npostmark,2026-10,USD,3,2,3`, { "csv.line2": "amount_high: Must not be below amount_low" }],
  [`${HEADER}\npostmark,2026-10,USD,1,2,3,4`, { "csv.line2": "Has 7 fields, not 6" }],
  ['"', { csv: "A quote is out of place" }],
])("%j is 400, each line named", async (csv, errors) => {
  const answer = await send(csv);
  expect([answer.status, answer.errors]).toEqual([400, errors]);
});
