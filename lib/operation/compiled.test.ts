import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { apis } from "../apis.ts";
import { docsApi } from "../docs-api.ts";
import { compiledOf } from "./compiled.ts";

const schemas = [...apis, docsApi].flatMap(({ name: api, operations }) =>
  operations.flatMap(({ name, input, output, example }) => {
    const parts: Readonly<Record<string, unknown>> = { path: {}, query: {}, body: {}, ...example.input };
    const checked: [part: string, schema: z.ZodType | undefined, given: unknown][] = [
      ["path", input.path, parts["path"]],
      ["query", input.query, parts["query"]],
      ["body", input.body, parts["body"]],
      ["output", output, example.output],
    ];
    return checked.flatMap(([part, schema, given]) =>
      schema ? [{ title: `${api} ${name} ${part}`, schema, given }] : [],
    );
  }),
);

/** The value, and ways to get it wrong: other types, a key too many, each key missing or of no type that anything has. */
function* spoiled(value: unknown): Generator<unknown> {
  yield* [value, undefined, null, "", "x", 0, -1, 1.5, true, [], {}, [null]];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    yield { ...value, unknown: 1 };
    for (const key of Object.keys(value)) {
      for (const wrong of [undefined, null, "", " ", "x".repeat(5000), Number.NaN, {}, [[]]]) {
        yield { ...value, [key]: wrong };
      }
    }
  }
}

const outcome = (schema: z.ZodType, value: unknown): unknown => {
  const { success, data, error } = schema.safeParse(value);
  return success ? { data } : { issues: error.issues };
};

describe("a compiled schema says what the schema says", () => {
  test.each(schemas)("$title", ({ schema, given }) => {
    const compiled = compiledOf(schema);
    // One that cannot be compiled would come back as it is.
    expect(compiled).not.toBe(schema);
    expect(compiledOf(schema)).toBe(compiled);
    for (const value of spoiled(given)) {
      expect(outcome(compiled, value)).toEqual(outcome(schema, value));
    }
  });

  test("of every operation", () => {
    expect(schemas.length).toBeGreaterThan(400);
  });
});
