import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";

/** A node of a query plan, as EXPLAIN (FORMAT JSON) writes it. */
export interface Plan {
  readonly "Node Type": string;
  readonly "Plan Rows": number;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly Plan[];
}

/** The node and everything below it. */
export const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Every node of the plans of the very raw statements that `work` runs. */
export async function plansOf(work: (db: Db) => Promise<unknown>): Promise<Plan[]> {
  const plans: Plan[] = [];
  await read((db) => {
    const explaining = {
      role: db.role,
      async $queryRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) {
        const statement = query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);
        type Explained = { readonly "QUERY PLAN": readonly { readonly Plan: Plan }[] };
        const [row] = await db.$queryRaw<Explained[]>`EXPLAIN (FORMAT JSON) ${statement}`;
        plans.push(...(row?.["QUERY PLAN"] ?? []).map(({ Plan: plan }) => plan));
        return db.$queryRaw(statement);
      },
    };
    return work(explaining as unknown as Db);
  });
  return plans.flatMap(nodesOf);
}
