import fc from "fast-check";
import type { Fact, FactType, FactValue, RuleEntity } from "../catalogue.ts";
import type { Facts } from "./evaluate.ts";
import { COUNT_MAX, RATE_MAX } from "./magnitude.ts";

// Random conditions as text, well typed by construction, and random facts for what they read.

const NAMES: Readonly<Record<RuleEntity, Readonly<Record<FactType, readonly string[]>>>> = {
  user: {
    int: ["failed_logins_10m", "successful_logins_2h", "locks_90d", "user.days_since_last_login", "tenant.age_days"],
    double: [],
    bool: ["user.mfa_enabled", "tenant.is_active"],
    string: ["user.role", "user.status", "tenant.code", "tenant.plan"],
  },
  tenant: {
    int: ["failed_logins_1h", "sent_30d", "active_users_7d", "tenant.age_days"],
    double: ["bounce_rate_1d", "complaint_rate_7d", "delivery_rate_24h"],
    bool: ["tenant.is_active"],
    string: ["tenant.code", "tenant.segment"],
  },
};
const TEXTS = ["active", "free", "smb", "enterprise", "", "Ünïcode ✓", "it's", 'a\\"b', "%", "; DROP TABLE users"];
/** Only values that the variable may have compile; these texts are for those that have no list. */
const FREE_TEXT: readonly string[] = ["user.role", "tenant.code"];

type Typed = Readonly<Record<FactType, fc.Arbitrary<string>>>;

const intLiteral = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 5000 })).map(String);
const doubleLiteral = fc.oneof(
  fc.constantFrom("0.0", "1.0", "5.0", "100.0", "0.1"),
  fc.double({ min: 1e-6, max: 1e4, noNaN: true, noDefaultInfinity: true }).map((value) => {
    const written = value.toString();
    return written.includes(".") || written.includes("e") ? written.replace(/^(\d+)e/, "$1.0e") : `${written}.0`;
  }),
);

/** Conditions for the entity, to the depth. Some may be refused for their size, none for their types. */
export function conditionText(entity: RuleEntity, depth = 4): fc.Arbitrary<string> {
  const names = NAMES[entity];
  const pick = (options: readonly string[]) => fc.constantFrom(...options);
  const nullable = entity === "user" ? ["user.days_since_last_login", "tenant.plan"] : ["tenant.segment"];
  const equality = fc.tuple(
    pick(names.string.filter((name) => FREE_TEXT.includes(name))),
    fc.constantFrom("==", "!="),
    fc.constantFrom(...TEXTS),
  );
  const comparing = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");
  const ordering = fc.constantFrom("<", "<=", ">", ">=");
  const { node } = fc.letrec<{ node: string; int: string; double: string }>((tie) => ({
    int: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      pick(names.int),
      intLiteral,
      fc
        .tuple(tie("int"), fc.constantFrom("+", "-", "*", "/", "%"), tie("int"))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie("int").map((a) => `-(${a})`),
      fc.tuple(tie("node"), tie("int"), tie("int")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
    double: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      names.double.length > 0 ? pick(names.double) : doubleLiteral,
      doubleLiteral,
      fc
        .tuple(tie("double"), fc.constantFrom("+", "-", "*", "/"), tie("double"))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
    ),
    node: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      fc
        .tuple(tie("int"), comparing, tie("int"))
        .map((parts) => parts.join(" "))
        .map((text) => `(${text})`),
      pick(names.bool),
      fc.tuple(tie("double"), comparing, tie("double")).map((parts) => `(${parts.join(" ")})`),
      fc.tuple(tie("int"), ordering, tie("double")).map((parts) => `(${parts.join(" ")})`),
      equality.map(([name, op, text]) => `${name} ${op} "${text}"`).map((text) => `(${text})`),
      pick(nullable).map((name) => `has(${name})`),
      fc
        .tuple(tie("int"), fc.array(intLiteral, { minLength: 1, maxLength: 4 }))
        .map(([a, list]) => `(${a} in [${list.join(", ")}])`),
      fc.constantFrom("true", "false"),
      tie("node").map((text) => `!(${text})`),
      fc.tuple(tie("node"), fc.constantFrom("&&", "||"), tie("node")).map((parts) => `(${parts.join(" ")})`),
      fc.tuple(tie("node"), fc.constantFrom("==", "!="), tie("node")).map((parts) => `(${parts.join(" ")})`),
      fc.tuple(tie("node"), tie("node"), tie("node")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
  }));
  return node;
}

const VALUES: Typed | Readonly<Record<FactType, fc.Arbitrary<FactValue>>> = {
  int: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 5000 }), fc.constant(COUNT_MAX)),
  double: fc.oneof(
    fc.constantFrom(0, 1, 5, 100, RATE_MAX),
    fc.double({ min: 1e-6, max: 100, noNaN: true, noDefaultInfinity: true }),
  ),
  bool: fc.boolean(),
  string: fc.constantFrom(...TEXTS.map((text) => text.replaceAll('\\"', '"'))),
};

/** Values for the facts, each unknown now and then. */
export const factValues = (facts: readonly Fact[], unknownShare = 0.2): fc.Arbitrary<Facts> =>
  fc.record(
    Object.fromEntries(
      facts.map(({ name, type }) => [
        name,
        fc
          .tuple(fc.double({ min: 0, max: 1, noNaN: true }), VALUES[type])
          .map(([chance, value]) => (chance < unknownShare ? null : value)),
      ]),
    ),
  );
