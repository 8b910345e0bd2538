import type { Chance } from "./chance.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const TEXTS: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "x\udfff",
  "\u202e gnp.exe",
  "\u200b\u200d\ufeff",
  "\u{1f426}\u200d\u2b1b",
  "e\u0301".repeat(40),
  "\u0085\u2028\u2029",
  "null",
  "true",
  "-1",
  "1e309",
  "NaN",
  "0x10",
  "'; DROP TABLE users; --",
  "%' OR '1'='1",
  "\\",
  "%00",
  "%",
  "_%_%",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  `\${7*7}{{7*7}}`,
  "__proto__",
  "constructor",
  "toString",
  "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  "00000000-0000-0000-0000-000000000000",
  "01930D5E-7A10-7C3E-9B1F-3F2A64D0C001",
  "2026-02-30T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "+275760-09-13T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "1969-12-31",
  "someone@example.com",
  "a@b",
  "http://169.254.169.254/latest",
  "javascript:alert(1)",
  "user.failed_logins_10m > 5",
  "((((((((((1))))))))))",
  "[a-",
  "*",
];

const NUMBERS: readonly number[] = [
  0,
  -0,
  -1,
  1,
  0.1,
  100,
  101,
  255,
  32_768,
  2_147_483_647,
  2_147_483_648,
  -2_147_483_649,
  4_294_967_296,
  Number.MAX_SAFE_INTEGER,
  1e21,
  1e300,
  -1e300,
  5e-324,
];

/** A text that programs have stumbled over. */
export function nastyText(chance: Chance): string {
  return chance.in(0.08)
    ? chance.pick(["a", "\u00e9", "\u{1f426}", "9", "("]).repeat(chance.pick([300, 5_000, 70_000]))
    : chance.pick(TEXTS);
}

/** A JSON value of any type, small or awkward. */
export function nastyValue(chance: Chance, depth = 0): Json {
  switch (chance.below(depth > 2 ? 4 : 7)) {
    case 0:
      return null;
    case 1:
      return chance.in(0.5);
    case 2:
      return chance.pick(NUMBERS);
    case 4:
      return Array.from({ length: chance.pick([0, 1, 2, 40]) }, () => nastyValue(chance, depth + 2));
    case 5:
      return { [nastyText(chance)]: nastyValue(chance, depth + 1) };
    default:
      return nastyText(chance);
  }
}

/** The value with one place of it, however deep, taken out, replaced, doubled or added. */
export function mutate(value: Json, chance: Chance): Json {
  if (Array.isArray(value)) {
    return mutateList(value, chance);
  }
  if (typeof value === "object" && value !== null) {
    return mutateObject(value as Readonly<Record<string, Json>>, chance);
  }
  return nastyValue(chance);
}

function mutateList(list: readonly Json[], chance: Chance): Json {
  const at = chance.below(Math.max(1, list.length));
  switch (chance.below(5)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return [...list, ...list];
    case 2:
      return [...list, nastyValue(chance)];
    case 3:
      return nastyValue(chance);
    default:
      return list.map((member, index) => (index === at ? mutate(member, chance) : member));
  }
}

function mutateObject(object: Readonly<Record<string, Json>>, chance: Chance): Json {
  const keys = Object.keys(object);
  if (keys.length === 0 || chance.in(0.1)) {
    return { ...object, [nastyText(chance)]: nastyValue(chance) };
  }
  const key = chance.pick(keys);
  if (chance.in(0.15)) {
    const { [key]: _gone, ...rest } = object;
    return rest;
  }
  return { ...object, [key]: chance.in(0.6) ? mutate(object[key] ?? null, chance) : nastyValue(chance) };
}

const BROKEN: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  "{",
  "nul",
  "{'a':1}",
  '{"a":1}{"b":2}',
  "[1,]",
  "\ufeff{}",
  '"\\ud800"',
  '{"a":"\\u0000","a":"\\udc00"}',
  '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}',
  '{"a":1e400,"b":-1e400,"c":0.1e-400}',
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  `${'{"a":'.repeat(100)}1${"}".repeat(100)}`,
  "null",
  "[]",
  "[null]",
  "0",
  '"text"',
  new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
  new Uint8Array([0xed, 0xa0, 0x80]),
  new Uint8Array([0]),
  new Uint8Array([0x1f, 0x8b, 8, 0]),
];

/** A body that is no JSON, or JSON that no schema expects. */
export const brokenBody = (text: string, chance: Chance): string | Uint8Array<ArrayBuffer> =>
  chance.in(0.3) ? text.slice(0, chance.below(text.length + 1)) : chance.pick(BROKEN);
