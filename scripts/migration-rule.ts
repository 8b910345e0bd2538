import type { Migration } from "./migrations.ts";

/** What the release before would notice while it still runs, or what holds up its writes: expand first, contract a release later. */
const BREAKS: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/\bDROP\s+TABLE\b/i, "drops a table that the running release reads"],
  [/\bDROP\s+COLUMN\b/i, "drops a column that the running release reads"],
  [/\bRENAME\s+(TO|COLUMN|\S+\s+TO)\b/i, "renames what the running release calls by its old name"],
  [/\bSET\s+NOT\s+NULL\b/i, "requires what the running release does not write"],
  [/\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b/i, "rewrites the table under a lock"],
  [
    /\bADD\s+COLUMN\b(?=[^,;]*\bNOT\s+NULL\b)(?![^,;]*\b(DEFAULT|GENERATED)\b)/i,
    "requires what the running release does not write",
  ],
  [
    /\bADD\s+CONSTRAINT\b(?=[^;]*\b(CHECK|FOREIGN\s+KEY)\b)(?![^;]*\bNOT\s+VALID\b)/i,
    "looks at every row under a lock; add it NOT VALID",
  ],
];

/** Tables that grow without bound: an index on one of them is built while nobody can write to it. */
const BIG_TABLES = [
  "audit_events",
  "users",
  "tenants",
  "esp_events",
  "jobs",
  "login_events",
  "business_events",
  "sessions",
];
const BIG_INDEX = new RegExp(
  `\\bCREATE\\s+(UNIQUE\\s+)?INDEX\\b[^;]*\\bON\\s+"?(${BIG_TABLES.join("|")})"?[\\s(]`,
  "i",
);

const ALLOWED = /^--[ \t]*allow:[ \t]*\S.{9,}$/m;
const MADE_HERE = /\bCREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?/gi;
const TARGET = /\b(?:ALTER\s+TABLE(?:\s+ONLY)?|ON|TABLE(?:\s+IF\s+EXISTS)?)\s+"?(\w+)"?/i;

/**
 * Statements of a migration that are not safe while instances of the release before still run, each with why. What a migration does to
 * tables of its own making is free; a statement preceded by `-- allow: <reason>` has been thought about.
 */
export function unsafeStatements({ sql }: Migration): string[] {
  const own = new Set([...sql.matchAll(MADE_HERE)].map(([, table]) => table));
  return statementsOf(sql).flatMap((statement) => {
    const code = statement.replace(/--.*$/gm, "").trim();
    const table = TARGET.exec(code)?.[1];
    if (ALLOWED.test(statement) || (table !== undefined && own.has(table))) return [];
    const reasons = BREAKS.filter(([pattern]) => pattern.test(code)).map(([, why]) => why);
    if (BIG_INDEX.test(code)) reasons.push("builds an index of a big table while nobody can write to it");
    return reasons.map((why) => `${code.split("\n")[0]}: ${why}`);
  });
}

/** Statements with the comments before them; the body of a function is left as one. */
function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let current = "";
  for (const part of sql.split(/(\$\w*\$|;)/)) {
    current += part;
    const isInBody = (current.match(/\$\w*\$/g) ?? []).length % 2 === 1;
    if (part === ";" && !isInBody) {
      statements.push(current);
      current = "";
    }
  }
  return [...statements, current].filter((statement) => statement.trim() !== "");
}
