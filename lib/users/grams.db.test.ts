import { beforeAll, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { as } from "../testing/client.ts";
import { asOwner } from "../testing/rows.ts";
import { gramsOf, gramsToFind } from "./grams.ts";

const PART = "subject0123.of.many@crowded";

beforeAll(() =>
  asOwner(`INSERT INTO users (id, email, name, role_id, status)
    SELECT gen_random_uuid(), 'subject' || lpad(n::text, 4, '0') || '.of.many@crowded.example', 'Subject', r.id, 'active'
    FROM generate_series(1, 400) n, roles r WHERE r.name = 'Support'`),
);

const found = (part: string) => read((db) => gramsToFind(db, part));

test("runs that many addresses have are left out, as long as three others remain", async () => {
  const grams = (await found(PART)) ?? [];
  expect(gramsOf(PART)).toHaveLength(6);
  expect(grams).toHaveLength(3);
  // `ct012` is in ten addresses of 400, `3.of.` in forty, every other in all of them.
  expect(grams.slice(0, 2)).toEqual(
    ["ct012", "3.of."].map((run) => (5n << 40n) | BigInt(`0x${Buffer.from(run).toString("hex")}`)),
  );
  expect(await found("ubject0123.o")).toHaveLength(3);
});

test("where most addresses contain the part the index is left alone", async () => {
  expect(await found("@crowded.example")).toBeNull();
});

test("the rest is checked on the row: exactly who has the part is found", async () => {
  const { client } = await as("SuperAdmin");
  const { response } = await client.get<{ items: { email: string }[]; totalItems: number }>(
    `/super-admin/users?email=${encodeURIComponent(PART)}`,
  );
  expect(response.items.map(({ email }) => email)).toEqual([`${PART}.example`]);
  expect(response.totalItems).toBe(1);
});
