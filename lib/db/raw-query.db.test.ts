import { expect, test } from "vitest";
import { pool, prisma } from "./client.ts";
import { Prisma } from "./generated/client.ts";
import { queryRaw } from "./raw-query.ts";
import { read } from "./transaction.ts";

const MOMENT = new Date("2026-03-29T01:30:00.123Z");
const ID = "0192f0c4-8f7a-7d2e-9d5b-1f1f5a3b2c4d";

const SAMPLES: Readonly<Record<string, Prisma.Sql>> = {
  "integers of every width": Prisma.sql`SELECT 1::int2 AS a, -2::int4 AS b, 9007199254740993::int8 AS c, 7::oid AS d`,
  "fractions and exact decimals": Prisma.sql`SELECT 1.5::float4 AS a, 'NaN'::float8 AS b, 12345678901234567890.10::numeric AS c`,
  "moments with and without a zone, and days": Prisma.sql`
    SELECT '2026-03-29 01:30:00.123456'::timestamp AS a, '2026-03-29 01:30:00+02'::timestamptz AS b, '0099-01-02'::date AS c`,
  "text, ids, truth and nothing": Prisma.sql`SELECT 'é'::text AS a, ${ID}::uuid AS b, true AS c, NULL::timestamptz AS d, 'x'::char(3) AS e`,
  "JSON of each kind": Prisma.sql`SELECT '{"a":[1,null]}'::jsonb AS a, '[]'::json AS b, '"x"'::jsonb AS c`,
  "arrays, empty, nested and with gaps": Prisma.sql`
    SELECT ARRAY[1,NULL]::int8[] AS a, ARRAY['2026-01-01'::timestamptz] AS b, ARRAY[]::text[] AS c, ARRAY[${ID}::uuid] AS d, ARRAY[1.10]::numeric[] AS e`,
  addresses: Prisma.sql`SELECT '10.0.0.0/8'::inet AS a, '10.0.0.0/8'::cidr AS b`,
  "parameters that are moments, lists, bigints and objects": Prisma.sql`
    SELECT ${MOMENT}::timestamptz AS a, ${MOMENT}::timestamp AS b, ${["x", "y"]}::text[] AS c, ${[MOMENT]}::timestamptz[] AS d,
      ${10n ** 17n}::int8 AS e, ${{ a: [1] }}::jsonb AS f, ${new Prisma.Decimal("0.10")}::numeric AS g,
      to_char(${new Date("+010889-08-02T05:31:50.655Z")}::timestamptz, 'YYYYY-MM-DD HH24:MI:SS.MS') AS h`,
};

test.each(Object.entries(SAMPLES))("%s are what Prisma makes of them", async (_, statement) => {
  expect(await queryRaw(pool(), statement)).toEqual(await prisma().$queryRaw(statement));
});

test("bytes are the same bytes", async () => {
  const [row] = await queryRaw<{ a: Uint8Array }>(pool(), Prisma.sql`SELECT ${Buffer.from([0, 255])}::bytea AS a`);
  expect([...(row?.a ?? [])]).toEqual([0, 255]);
});

test("it is called as a tag too, and fails with what the database said", async () => {
  await read(async (db) => {
    expect(await db.$queryRaw`SELECT ${1}::int4 AS one`).toEqual([{ one: 1 }]);
    await expect(db.$queryRaw`SELECT 1 / ${0}::int4`).rejects.toMatchObject({ code: "22012" });
  });
});
