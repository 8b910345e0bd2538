import { describe, expect, test } from "vitest";
import { countedPage } from "./counted-page.ts";
import { Prisma } from "./generated/client.ts";
import { read, transaction } from "./transaction.ts";

interface Numbered {
  readonly n: number;
  readonly at: string | null;
}

const page = (rows: Prisma.Sql, order = Prisma.sql`p.n DESC`, moments: readonly (keyof Numbered)[] = ["at"]) =>
  read((db) => countedPage<Numbered>(db, { count: Prisma.sql`SELECT 7 AS total`, rows, order, moments }));

describe("a page and its total", () => {
  test("come in the order asked for, from statements that refer to others", async () => {
    const found = await transaction((tx) =>
      countedPage<{ readonly n: number }>(tx, {
        having: Prisma.sql`WITH m AS MATERIALIZED (SELECT generate_series(1, ${3}::int) AS n)`,
        count: Prisma.sql`SELECT count(*)::int AS total FROM m`,
        rows: Prisma.sql`SELECT n FROM m WHERE n <> ${2}`,
        order: Prisma.sql`p.n DESC`,
        moments: [],
      }),
    );
    expect(found).toEqual({ total: 3, items: [{ n: 3 }, { n: 1 }] });
  });

  test("an empty page has its total", async () => {
    expect(await page(Prisma.sql`SELECT 1 AS n WHERE false`)).toEqual({ total: 7, items: [] });
  });

  test.each([
    ["2026-03-29 01:30:00.123456+00", "2026-03-29T01:30:00.123Z"],
    ["2026-03-29 01:30:00+00", "2026-03-29T01:30:00.000Z"],
    ["0099-01-02 03:04:05.6+00", "0099-01-02T03:04:05.600Z"],
    ["1969-12-31 23:59:59.9999+02", "1969-12-31T21:59:59.999Z"],
  ])("%s is %s, and a lookalike in the data stays as it is", async (at, wire) => {
    const { items } = await page(Prisma.sql`
      SELECT 1 AS n, ${at}::timestamptz AS at, '{"at":"2026-03-29T01:30:00+00:00"}'::jsonb AS before
      UNION ALL SELECT 0, NULL, NULL`);
    expect(items).toEqual([
      { n: 1, at: wire, before: { at: "2026-03-29T01:30:00+00:00" } },
      { n: 0, at: null, before: null },
    ]);
  });
});
