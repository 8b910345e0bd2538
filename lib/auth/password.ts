import { hash, verify } from "@node-rs/argon2";
import type { Configuration } from "../configuration/definitions.ts";
import { singleton } from "../core/singleton.ts";

/** OWASP's argon2id parameters: 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type PasswordPolicy = Configuration["auth.passwordPolicy"];

/** Hashes with argon2id (decisions §2). */
export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2ID);

/** True when the password fits the hash. Without a hash it takes as long and is false, so that absence cannot be timed. */
export async function fitsPassword(password: string, stored: string | null): Promise<boolean> {
  const decoy = singleton("decoyHash", () => hashPassword("no account has this password"));
  const fits = await verify(stored ?? (await decoy), password);
  return fits && stored !== null;
}

const RULES: readonly (readonly [keyof PasswordPolicy, RegExp, string])[] = [
  ["requireUpper", /\p{Lu}/u, "an upper-case letter"],
  ["requireLower", /\p{Ll}/u, "a lower-case letter"],
  ["requireDigit", /\p{Nd}/u, "a digit"],
  ["requireSymbol", /[^\p{L}\p{N}\s]/u, "a symbol"],
];

/** What the password lacks under the policy, in words; null when it is good. */
export function passwordProblem(password: string, policy: PasswordPolicy): string | null {
  const missing = RULES.filter(([rule, pattern]) => policy[rule] === true && !pattern.test(password)).map(
    ([, , name]) => name,
  );
  const length = [...password].length < policy.minLength ? [`at least ${policy.minLength} characters`] : [];
  const needed = [...length, ...missing];
  return needed.length === 0 ? null : `Needs ${new Intl.ListFormat("en", { type: "conjunction" }).format(needed)}`;
}
