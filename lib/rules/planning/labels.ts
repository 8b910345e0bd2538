import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { RuleEntity } from "../catalogue.ts";

/** What an entity is called, of `u` or `t`: for whoever reads the answer, never to be kept. */
export const labelColumn = (entity: RuleEntity): Prisma.Sql =>
  entity === "user" ? Prisma.sql`u.email` : Prisma.sql`t.name || ' (' || t.code || ')'`;

/** Entity → what it is called; those that are gone are missing. */
export async function labelsOf(db: Db, entity: RuleEntity, ids: readonly string[]): Promise<Map<string, string>> {
  const table = entity === "user" ? Prisma.sql`users u WHERE u.id` : Prisma.sql`tenants t WHERE t.id`;
  const rows = await db.$queryRaw<{ id: string; label: string }[]>`
    SELECT id, ${labelColumn(entity)} AS label FROM ${table} = ANY(${[...new Set(ids)]}::uuid[])`;
  return new Map(rows.map(({ id, label }) => [id, label]));
}
