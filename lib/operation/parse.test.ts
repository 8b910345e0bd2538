import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "../core/errors.ts";
import { Id, text } from "../core/schema.ts";
import { parseInput, type WireInput } from "./parse.ts";

const input = {
  path: z.strictObject({ birdId: Id }),
  query: z.strictObject({ page: z.string().regex(/^\d+$/, "Must be a number").default("1") }),
  body: z.strictObject({
    name: text(3, 20),
    count: z.int().min(1, "At least 1"),
    kind: z.enum(["owl", "rook"]),
    nest: z.strictObject({ tree: z.string() }).optional(),
    eggs: z.array(z.strictObject({ weight: z.number() })).optional(),
  }),
};
const path = { birdId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001" };
const good = { path, query: {}, body: { name: "Korax", count: 2, kind: "rook" } };

function fieldsOf(raw: WireInput, schemas = input): Readonly<Record<string, string>> | undefined {
  const thrown = failure(() => parseInput({ input: schemas }, raw));
  expect(thrown.code).toBe("VALIDATION");
  return thrown.detail.fields;
}

function failure(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) {
      return thrown;
    }
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

describe("decisions §4 strict input", () => {
  test("good input comes out parsed, defaults filled in", () => {
    expect(parseInput({ input }, good)).toEqual({ ...good, query: { page: "1" } });
  });

  test("every bad field of query and body is named at once", () => {
    const fields = fieldsOf({ path, query: { page: "x" }, body: { name: "ab", count: 0, kind: "crow" } });
    expect(fields).toEqual({
      page: "Must be a number",
      name: "At least 3 characters",
      count: "At least 1",
      kind: "Must be one of owl, rook",
    });
  });

  test("missing and ill-typed fields say so in words", () => {
    expect(fieldsOf({ path, query: {}, body: { count: "2", kind: null } })).toEqual({
      name: "Required",
      count: "Must be a number",
      kind: "Must be one of owl, rook",
    });
  });

  test("unknown keys are named, nested ones by their place", () => {
    const body = { ...good.body, wings: 2, nest: { tree: "oak", height: 3 }, eggs: [{ weight: 1 }, { weight: "1" }] };
    expect(fieldsOf({ path, query: { sort: "x" }, body })).toEqual({
      sort: "Unknown parameter",
      wings: "Unknown field",
      "nest.height": "Unknown field",
      "eggs.1.weight": "Must be a number",
    });
  });

  test.each([null, [], "text", 1, true, undefined])("a body of %j is no object", (body) => {
    expect(Object.keys(fieldsOf({ path, query: {}, body }) ?? {})).toEqual(["body"]);
  });

  test("a malformed id in a path is NOT_FOUND, before anything else is said", () => {
    const thrown = failure(() => parseInput({ input }, { path: { birdId: "7" }, query: { x: "1" }, body: null }));
    expect(thrown.code).toBe("NOT_FOUND");
    expect(thrown.detail.fields).toBeUndefined();
  });

  test("an operation without query or body takes none", () => {
    expect(parseInput({ input: {} }, { query: {}, body: undefined })).toEqual({ path: {}, query: {}, body: {} });
    expect(fieldsOf({ query: { page: "1" } }, {} as typeof input)).toEqual({ page: "Unknown parameter" });
    expect(fieldsOf({ body: { a: 1 } }, {} as typeof input)).toEqual({ a: "Unknown field" });
    expect(fieldsOf({ body: 1 }, {} as typeof input)).toEqual({ body: "No body is expected" });
    expect(fieldsOf({ body: null }, {} as typeof input)).toEqual({ body: "No body is expected" });
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"])(
    "a key named %s is refused like any other",
    (key) => {
      const extra = JSON.parse(`{"${key}":{"admin":true}}`);
      const body = Object.defineProperties({ ...good.body }, Object.getOwnPropertyDescriptors(extra));
      expect(Object.entries(fieldsOf({ path, query: {}, body }) ?? {})).toEqual([[key, "Unknown field"]]);
      expect(Object.entries(fieldsOf({ path, query: extra, body: good.body }) ?? {})).toEqual([
        [key, "Unknown parameter"],
      ]);
      expect(Object.entries(fieldsOf({ body: extra }, {} as typeof input) ?? {})).toEqual([[key, "Unknown field"]]);
      expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
    },
  );

  test("whatever is sent, it is either parsed or refused with at least one field named", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.string()), (body, query) => {
        const thrown = failure(() => parseInput({ input }, { path, query, body: { ...good.body, extra: body } }));
        expect(thrown.code).toBe("VALIDATION");
        expect(Object.keys(thrown.detail.fields ?? {})).toContain("extra");
      }),
    );
  });
});
