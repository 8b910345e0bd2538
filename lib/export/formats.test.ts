import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXPORT_FORMATS } from "./formats.ts";

/** Reads RFC 4180 strictly: every line ends with CRLF, a quote stands only around a cell or doubled inside it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
    quoted.lastIndex = at;
    const found = quoted.exec(text);
    row.push(found?.[1] === undefined ? (found?.[2] ?? "") : found[1].replaceAll('""', '"'));
    at = quoted.lastIndex;
    if (text.startsWith(",", at)) {
      at += 1;
    } else if (text.startsWith("\r\n", at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else {
      throw new Error(`malformed at ${at}: ${JSON.stringify(text.slice(at, at + 20))}`);
    }
  }
  return rows;
}

const DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1", "|calc"];
const columns = ["a", "b"];
const { csv, ndjson } = EXPORT_FORMATS;

/** Any text, and often text that a spreadsheet or a parser would trip over. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(...DANGEROUS, '"', '""', ",", ";", "\r\n", "a;=1", "x\t=1", "'", ""),
  fc.tuple(fc.constantFrom(...DANGEROUS), fc.string({ unit: "binary" })).map(([start, rest]) => start + rest),
);

describe("decisions §5 audit: export as CSV", () => {
  test.each(DANGEROUS)("a cell %j does not start a formula", (text) => {
    expect(parseCsv(csv.lines(columns, [{ a: text, b: 1 }]))).toEqual([[`'${text}`, "1"]]);
  });

  test("a number keeps its sign; text is never mistaken for one", () => {
    expect(csv.lines(columns, [{ a: -3, b: "-3" }])).toBe("-3,'-3\r\n");
  });

  test("what is missing is empty, moments are ISO, objects are JSON, unknown columns stay out", () => {
    const row = { a: new Date(0), b: { k: [1, null] }, secret: "no" };
    expect(parseCsv(csv.lines(columns, [row, { a: null }]))).toEqual([
      ["1970-01-01T00:00:00.000Z", '{"k":[1,null]}'],
      ["", ""],
    ]);
  });

  test("whatever a cell holds, it is read back as it was, and no cell begins like a formula", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ a: anyText, b: anyText }), { maxLength: 5 }), (rows) => {
        const read = parseCsv(csv.head(columns) + csv.lines(columns, rows));
        expect(read[0]).toEqual(columns);
        expect(read.slice(1).map((cells) => cells.map((cell) => cell.replace(/^'/, "")))).toEqual(
          rows.map(({ a, b }) => [a, b].map((text) => text.replace(/^'/, ""))),
        );
        expect(read.flat().filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("a separator of another country does not open a cell: it is quoted", () => {
    expect(csv.lines(["a"], [{ a: "x;=1+1" }])).toBe('"x;=1+1"\r\n');
  });
});

describe("decisions §5 audit: export as NDJSON", () => {
  test("whatever a row holds, it is one line and read back as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ a: anyText, b: fc.jsonValue() }), { maxLength: 5 }), (rows) => {
        const lines = ndjson.lines(columns, rows).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(rows)));
      }),
      { numRuns: 500 },
    );
  });

  test("every column is there, empty ones as null, and no other", () => {
    expect(ndjson.lines(columns, [{ a: new Date(0), secret: "no" }])).toBe(
      '{"a":"1970-01-01T00:00:00.000Z","b":null}\n',
    );
  });
});
