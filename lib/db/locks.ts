import { Prisma } from "./generated/client.ts";

/**
 * Selects and locks the rows with these ids in the order of the ids, so that two statements on overlapping sets cannot wait for each
 * other. For a MATERIALIZED part of the statement that updates them; it must be joined, or it is not run.
 */
export const lockedInOrder = (table: "jobs" | "function_runs", ids: readonly string[]): Prisma.Sql =>
  Prisma.sql`SELECT id FROM ${Prisma.raw(table)} WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`;
