import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Prisma } from "../db/generated/client.ts";
import { EXPORT_FORMATS } from "./formats.ts";
import { type SqlColumn, type SqlSource, sqlLines } from "./sql-lines.ts";

interface Row {
  readonly text: string | null;
  readonly n: number;
}

const columns: readonly SqlColumn[] = [
  { name: "text", sql: Prisma.sql`v->>'text'` },
  { name: 'odd "name"', sql: Prisma.sql`v->>'text'` },
  { name: "n", sql: Prisma.sql`(v->>'n')::integer`, isPlain: true },
];
const NAMES = columns.map(({ name }) => name);

/** The rows as a table: some share a moment, so that the id decides. */
const sourceOf = (rows: readonly Row[], over: Partial<SqlSource> = {}): SqlSource => ({
  format: "csv",
  columns,
  from: Prisma.sql`(SELECT v, '2026-11-20T00:00:00Z'::timestamptz + (ordinality / 3) * interval '1 second' AS moment,
    lpad(ordinality::text, 32, '0')::uuid AS id FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) WITH ORDINALITY e(v)) t`,
  conditions: [],
  moment: Prisma.sql`moment`,
  id: Prisma.sql`id`,
  descending: false,
  ...over,
});

async function textOf(source: SqlSource): Promise<{ text: string; counts: number[] }> {
  let text = "";
  const counts: number[] = [];
  for await (const lines of sqlLines(source)) {
    text += lines.text;
    counts.push(lines.count);
  }
  return { text, counts };
}

const inWords = (rows: readonly Row[]) => rows.map(({ text, n }) => ({ text, 'odd "name"': text, n }));

/** Any text that PostgreSQL can hold, and often what a spreadsheet or a parser would trip over. */
const anyText = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom(
        "=",
        "+",
        "-",
        "@",
        "|",
        " ",
        "\t",
        "\r",
        "\n",
        '"',
        ",",
        ";",
        "'",
        "＝",
        "\u00a0",
        "\ufeff",
        "a",
      ),
    }),
  )
  .filter((text) => !text.includes("\u0000") && text.isWellFormed());
const anyRows = fc.array(fc.record({ text: fc.option(anyText), n: fc.integer({ min: -9, max: 9 }) }), {
  maxLength: 30,
});

describe("decisions §5 audit: rows that PostgreSQL writes out", () => {
  test.each(["csv", "ndjson"] as const)("%s is byte for byte what this process would write", async (format) => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const expected = EXPORT_FORMATS[format].lines(NAMES, inWords(rows));
        expect((await textOf(sourceOf(rows, { format }))).text).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  const many = Array.from({ length: 1277 }, (_, n): Row => ({ text: `row ${n}`, n }));

  test("every row once and in order, also where moments are equal across the edge of a batch", async () => {
    for (const descending of [false, true]) {
      const { text, counts } = await textOf(sourceOf(many, { descending }));
      const expected = descending ? many.toReversed() : many;
      expect(text).toBe(EXPORT_FORMATS.csv.lines(NAMES, inWords(expected)));
      expect(counts).toEqual([500, 500, 277]);
    }
  });

  test("long rows leave in smaller batches, and one that is longer than a batch by itself", async () => {
    const long = many.slice(0, 20).map(({ n }) => ({ text: randomUUID().repeat(n === 5 ? 20_000 : 1500), n }));
    const { text, counts } = await textOf(sourceOf(long));
    expect(text).toBe(EXPORT_FORMATS.csv.lines(NAMES, inWords(long)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    expect(Math.max(...counts)).toBeLessThan(5);
  });

  test("conditions hold on every batch; of nothing there is nothing", async () => {
    const { text } = await textOf(sourceOf(many, { conditions: [Prisma.sql`(v->>'n')::integer >= ${500}`] }));
    expect(text).toBe(EXPORT_FORMATS.csv.lines(NAMES, inWords(many.slice(500))));
    expect(await textOf(sourceOf([]))).toEqual({ text: "", counts: [] });
    expect((await textOf(sourceOf(many.slice(0, 500)))).counts).toEqual([500]);
  });
});
