import { expect, test } from "vitest";
import { csvRecords } from "./csv.ts";

test.each([
  [
    "a,b\nc,d\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  [
    '\uFEFFa,"b, ""c"""\r\n\r\n,',
    [
      ["a", 'b, "c"'],
      ["", ""],
    ],
  ],
  ['"two\nlines",""', [["two\nlines", ""]]],
  ["", []],
])("%j", (text, records) => {
  expect(csvRecords(text)).toEqual(records);
});

test("an open quote is an error", () => {
  expect(() => csvRecords('a,"b')).toThrow(SyntaxError);
});
