import fc from "fast-check";
import { expect, test } from "vitest";
import { Prisma } from "../../db/generated/client.ts";
import { read } from "../../db/transaction.ts";
import type { Fact, FactType } from "../catalogue.ts";
import { compile } from "./compile.ts";
import { evaluate, type Facts } from "./evaluate.ts";
import { toSql } from "./sql.ts";
import { conditionText, factValues } from "./testing.ts";

const SQL_TYPES: Readonly<Record<FactType, Prisma.Sql>> = {
  int: Prisma.sql`::text::bigint`,
  double: Prisma.sql`::text::float8`,
  bool: Prisma.sql`::boolean`,
  string: Prisma.sql`::text`,
};

function constant({ name, type }: Fact, facts: Facts): Prisma.Sql {
  const value = facts[name] ?? null;
  return Prisma.sql`${typeof value === "number" ? String(value) : value}${SQL_TYPES[type]}`;
}

/** What PostgreSQL answers for each row of facts. */
async function inPostgres(tree: Parameters<typeof toSql>[0], rows: readonly Facts[]): Promise<unknown[]> {
  const answers = rows.map((facts) => toSql(tree, (fact) => constant(fact, facts)));
  const statement = Prisma.sql`SELECT ARRAY[${Prisma.join(answers)}]::boolean[] AS answers`;
  expect(statement.sql).not.toMatch(/DROP|active|'[^']/);
  const [row] = await read((db) => db.$queryRaw<{ answers: unknown[] }[]>(statement));
  return row?.answers ?? [];
}

test.each([
  { entity: "user" as const, action: "SUSPEND_USER" },
  { entity: "tenant" as const, action: "SUSPEND_TENANT" },
])(
  "issue 4: evaluator and SQL agree on random conditions and random facts of a $entity in PostgreSQL",
  async ({ entity, action }) => {
    const seen = { true: 0, false: 0, null: 0 };
    await fc.assert(
      fc.asyncProperty(conditionText(entity), fc.gen(), async (source, gen) => {
        const compiled = compile(source, action);
        if (!compiled.ok) {
          return;
        }
        const { tree, facts } = compiled.condition;
        const rows = Array.from({ length: 4 }, () => gen(factValues, facts));
        const expected = rows.map((row) => evaluate(tree, row));
        expect([source, rows, await inPostgres(tree, rows)]).toEqual([source, rows, expected]);
        for (const answer of expected) {
          seen[String(answer) as keyof typeof seen] += 1;
        }
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(200);
  },
  120_000,
);
