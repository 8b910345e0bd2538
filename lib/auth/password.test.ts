import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIGURATION } from "../configuration/definitions.ts";
import { fitsPassword, hashPassword, passwordProblem } from "./password.ts";

const policy = DEFAULT_CONFIGURATION["auth.passwordPolicy"];
const none = { ...policy, minLength: 8, requireUpper: false, requireLower: false, requireDigit: false };

describe("decisions §9 Password policy", () => {
  test.each([
    ["Correct horse 7", policy, null],
    ["Ärger über Öl 7", policy, null],
    ["Short 7a", policy, "Needs at least 12 characters"],
    ["no upper case 7", policy, "Needs an upper-case letter"],
    ["NO LOWER CASE 7", policy, "Needs a lower-case letter"],
    ["No digit in here", policy, "Needs a digit"],
    ["", policy, "Needs at least 12 characters, an upper-case letter, a lower-case letter, and a digit"],
    ["Correct horse 7", { ...policy, requireSymbol: true }, "Needs a symbol"],
    ["Correct horse 7!", { ...policy, requireSymbol: true }, null],
    ["aaaaaaaa", none, null],
    ["aaaaaaa", none, "Needs at least 8 characters"],
  ])("%j: %j", (password, rules, problem) => {
    expect(passwordProblem(password, rules)).toBe(problem);
  });

  test("length is counted in characters, not in UTF-16 units", () => {
    expect(passwordProblem("🦅".repeat(7), none)).toBe("Needs at least 8 characters");
    expect(passwordProblem("🦅".repeat(8), none)).toBeNull();
  });

  test("no longer a password is worse: adding characters never adds a problem", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (password, more) => {
        const isGood = passwordProblem(password, policy) === null;
        expect(isGood && passwordProblem(password + more, policy) !== null).toBe(false);
      }),
    );
  });
});

describe("decisions §2 Passwords: argon2id", () => {
  test("with OWASP's parameters, salted", async () => {
    const [one, two] = await Promise.all([hashPassword("same"), hashPassword("same")]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  test("only the very password fits its hash, and nothing fits no hash", async () => {
    const stored = await hashPassword("Correct horse 7");
    const tries = ["Correct horse 7", "correct horse 7", "Correct horse 7 ", "Correct horse 7\u0000", ""];
    expect(await Promise.all(tries.map((password) => fitsPassword(password, stored)))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(await fitsPassword("no account has this password", null)).toBe(false);
  });
});
