import { Prisma } from "../../db/generated/client.ts";
import type { Fact } from "../catalogue.ts";
import type { Arithmetic, Comparison, Literal, Tree } from "./tree.ts";

/** The SQL expression that yields a fact for the row at hand: bigint, float8, boolean or text; NULL for unknown. */
export type ColumnOf = (fact: Fact) => Prisma.Sql;

const COMPARISONS: Readonly<Record<Comparison, Prisma.Sql>> = {
  "==": Prisma.sql`=`,
  "!=": Prisma.sql`<>`,
  "<": Prisma.sql`<`,
  "<=": Prisma.sql`<=`,
  ">": Prisma.sql`>`,
  ">=": Prisma.sql`>=`,
};
const ARITHMETIC: Readonly<Record<Arithmetic, Prisma.Sql>> = {
  "+": Prisma.sql`+`,
  "-": Prisma.sql`-`,
  "*": Prisma.sql`*`,
  "/": Prisma.sql`/`,
  "%": Prisma.sql`%`,
};

/**
 * The condition as one SQL expression: TRUE, FALSE or NULL exactly where `evaluate` says true, false or null. Every literal is a
 * parameter; of the condition's text nothing else is left.
 */
export function toSql(tree: Tree, columnOf: ColumnOf): Prisma.Sql {
  const sql = (part: Tree): Prisma.Sql => toSql(part, columnOf);
  switch (tree.kind) {
    case "literal":
      return parameter(tree);
    case "fact":
      return columnOf(tree.fact);
    case "known":
      return Prisma.sql`(${columnOf(tree.fact)} IS NOT NULL)`;
    case "not":
      return Prisma.sql`(NOT ${sql(tree.of)})`;
    case "logic":
      return tree.op === "&&"
        ? Prisma.sql`(${sql(tree.left)} AND ${sql(tree.right)})`
        : Prisma.sql`(${sql(tree.left)} OR ${sql(tree.right)})`;
    case "compare":
      return Prisma.sql`(${sql(tree.left)} ${COMPARISONS[tree.op]} ${sql(tree.right)})`;
    case "arithmetic":
      return arithmetic(tree, sql);
    case "negate":
      return Prisma.sql`(- ${sql(tree.of)})`;
    case "member":
      return Prisma.sql`(${sql(tree.of)} IN (${Prisma.join(tree.list.map(parameter))}))`;
    case "choice":
      return Prisma.sql`(CASE ${sql(tree.when)} WHEN true THEN ${sql(tree.yes)} WHEN false THEN ${sql(tree.no)} END)`;
    default:
      return tree satisfies never;
  }
}

function parameter({ type, value }: Literal): Prisma.Sql {
  switch (type) {
    case "int":
      return Prisma.sql`${String(value)}::text::bigint`;
    case "double":
      return Prisma.sql`${String(value)}::text::float8`;
    case "bool":
      return Prisma.sql`${value}::boolean`;
    case "string":
      return Prisma.sql`${value}::text`;
    default:
      return type satisfies never;
  }
}

/** Division by zero is unknown, as in `evaluate`; nothing else can fail, which the compiler has proved. */
function arithmetic(
  { op, left, right, type }: Tree & { readonly kind: "arithmetic" },
  sql: (part: Tree) => Prisma.Sql,
): Prisma.Sql {
  const zero = type === "int" ? Prisma.sql`0::bigint` : Prisma.sql`0::float8`;
  const divisor = op === "/" || op === "%" ? Prisma.sql`NULLIF(${sql(right)}, ${zero})` : sql(right);
  return Prisma.sql`(${sql(left)} ${ARITHMETIC[op]} ${divisor})`;
}
