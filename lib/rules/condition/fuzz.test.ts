import { Environment } from "@marcbachmann/cel-js";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { VARIABLES } from "../catalogue.ts";
import { type Condition, compile } from "./compile.ts";
import { evaluate, type Facts } from "./evaluate.ts";
import { readingOf } from "./reading.ts";
import { conditionText, factValues } from "./testing.ts";

/** Ten thousand inputs take seconds; a machine that is busy with other things may need many times as long. */
vi.setConfig({ testTimeout: 120_000 });

const RUNS = 10_000;
const BUDGET_MS = 50;
const ACTIONS = ["SUSPEND_USER", "SUSPEND_TENANT", "RAISE_ALERT"] as const;

/** Milliseconds of one compilation: the best of three where the first is slow, since the machine may have looked elsewhere. */
function cost(source: string, action: string): number {
  const once = () => {
    const started = performance.now();
    compile(source, action);
    return performance.now() - started;
  };
  const first = once();
  return first < BUDGET_MS ? first : Math.min(once(), once());
}

/** Compiles and checks what must hold of any input: an answer in time, with a place inside the source. */
function survives(source: string, action: string): void {
  expect(cost(source, action)).toBeLessThan(BUDGET_MS);
  const compiled = compile(source, action);
  if (compiled.ok) {
    expect(readingOf(compiled.condition)).toMatch(/\.$/);
    expect([true, false, null]).toContain(evaluate(compiled.condition.tree, {}));
    return;
  }
  const { message, hint, position } = compiled.problem;
  expect(message.length).toBeGreaterThan(3);
  expect(hint.length).toBeGreaterThan(3);
  expect(position.line).toBeLessThanOrEqual(source.split("\n").length);
  expect(position.column).toBeLessThanOrEqual(source.length + 1);
}

const TOKENS = [
  ..."()[]{}.,?:!<>=+-*/%&|'\"`\\#@;$~^ \n\t0123456789".split(""),
  ...[
    "==",
    "!=",
    "<=",
    ">=",
    "&&",
    "||",
    "in",
    "true",
    "false",
    "null",
    "has",
    "size",
    "user",
    "tenant",
    ".role",
    "exists",
  ],
  ...[
    "failed_logins_10m",
    "locks_1d",
    "sent_30d",
    "user.role",
    "tenant.plan",
    "bounce_rate_7d",
    "__proto__",
    "constructor",
  ],
  ...[
    '"active"',
    "'x'",
    'b"x"',
    'r"x"',
    '"""',
    "//",
    "1e309",
    "0x",
    "9".repeat(40),
    "5u",
    "1.5",
    "[1,2]",
    "dyn(",
    "\u0000",
    "\ud800",
    "é",
  ],
];

describe("a condition fuzzer never crashes the compiler and is refused within 50 ms", () => {
  vi.setConfig({ testTimeout: 120_000 });
  compile("failed_logins_10m > 5", "SUSPEND_USER");

  test("10 000 inputs of the grammar's own tokens", () => {
    const words = fc.array(fc.constantFrom(...TOKENS), { maxLength: 120 }).map((parts) => parts.join(""));
    fc.assert(fc.property(words, fc.constantFrom(...ACTIONS), survives), { numRuns: RUNS });
  });

  test("10 000 well-formed conditions with something cut out or put in", () => {
    const broken = fc
      .tuple(conditionText("user", 3), fc.nat(), fc.nat(5), fc.constantFrom("", ...TOKENS))
      .map(
        ([text, at, cut, put]) =>
          text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut),
      );
    fc.assert(fc.property(broken, fc.constantFrom(...ACTIONS), survives), { numRuns: RUNS });
  });

  test("10 000 inputs of arbitrary bytes", () => {
    const bytes = fc.uint8Array({ maxLength: 1200 }).map((raw) => Buffer.from(raw).toString("latin1"));
    const text = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(fc.property(fc.oneof(bytes, text), fc.constantFrom(...ACTIONS), survives), { numRuns: RUNS });
  });

  test("names of objects' own properties are unknown variables", () => {
    for (const name of [
      "__proto__",
      "constructor",
      "toString",
      "user.__proto__",
      "user.constructor",
      "constructor_5m",
    ]) {
      expect(compile(`${name} == 1`, "SUSPEND_USER").ok).toBe(false);
    }
  });
});

/** The same facts as the library takes them: whole numbers as BigInt, `user` and `tenant` as objects, unknown ones left out. */
function libraryContext({ facts }: Condition, values: Facts): Record<string, unknown> {
  const context: Record<string, Record<string, unknown>> = { user: {}, tenant: {} };
  for (const { name, type } of facts) {
    const value = values[name] ?? null;
    const [owner, field] = name.split(".");
    const target = field === undefined ? context : context[owner ?? ""];
    if (value !== null && target) {
      Object.assign(target, { [field ?? name]: type === "int" ? BigInt(Number(value)) : value });
    }
  }
  return context;
}

function libraryAnswer(condition: Condition, values: Facts): boolean | null {
  const environment = new Environment();
  for (const entity of ["user", "tenant"] as const) {
    const own = VARIABLES.filter(({ of }) => of === entity).map(({ name, type }) => [
      name.slice(entity.length + 1),
      type,
    ]);
    environment.registerVariable(entity, { schema: Object.fromEntries(own) });
  }
  for (const { kind, name, type } of condition.facts) {
    if (kind === "metric") {
      environment.registerVariable(name, type);
    }
  }
  try {
    return environment.evaluate(condition.source, libraryContext(condition, values)) as boolean;
  } catch {
    return null; // CEL calls it an error: a missing variable or a division by zero
  }
}

describe("one semantics: the evaluator answers what the CEL library answers", () => {
  test.each([
    { entity: "user" as const, action: "SUSPEND_USER" },
    { entity: "tenant" as const, action: "SUSPEND_TENANT" },
  ])("over random conditions and random facts of a $entity, unknown ones included", ({ entity, action }) => {
    let compared = 0;
    fc.assert(
      fc.property(conditionText(entity), fc.gen(), (source, gen) => {
        const compiled = compile(source, action);
        if (!compiled.ok) {
          expect(compiled.problem.message).toMatch(/too large|Exceeded|too long|range/);
          return;
        }
        // CEL divides fractions by zero to infinity, which PostgreSQL refuses: there a condition is unknown instead.
        if (/\d[.e].*\/|rate.*\//.test(source)) {
          return;
        }
        const values = gen(factValues, compiled.condition.facts);
        expect([source, evaluate(compiled.condition.tree, values)]).toEqual([
          source,
          libraryAnswer(compiled.condition, values),
        ]);
        compared += 1;
      }),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});
