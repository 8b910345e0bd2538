import type { z } from "zod";
import { cappedTotal, type Page, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { cappedCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import type { ListProposalsQuery, Proposal } from "./schema.ts";

type Row = z.input<typeof Proposal>;

const COLUMNS = Prisma.sql`p.id AS "proposalId", p.operation, p.ground, p.status, p.entity_type AS "entityType", p.entity_id AS "entityId",
  p.entity_version AS "entityVersion", p.tenant_id AS "tenantId", p.proposed_by_id AS "proposedById", p.reason, p.effect,
  p.created_on AS "createdOn", p.expires_on AS "expiresAt", p.decided_by_id AS "decidedById", p.decided_on AS "decidedOn",
  p.decision_reason AS "decisionReason", p.failure`;

/** One page of proposals. */
export async function listProposals(db: Db, query: ListProposalsQuery, readerId: string | null): Promise<Page<Row>> {
  const { status, operation, proposedById, waitingForMe } = query;
  const where = Prisma.join(
    [
      Prisma.sql`true`,
      ...(status === undefined ? [] : [Prisma.sql`p.status = ${status}`]),
      ...(operation === undefined ? [] : [Prisma.sql`p.operation = ${operation}`]),
      ...(proposedById === undefined ? [] : [Prisma.sql`p.proposed_by_id = ${proposedById}::uuid`]),
      ...(waitingForMe
        ? [
            Prisma.sql`p.status = 'pending' AND p.expires_on > now() AND p.proposed_by_id IS DISTINCT FROM ${readerId}::uuid`,
          ]
        : []),
    ],
    " AND ",
  );
  const direction = sortOf(query.sort).descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [counted] = await db.$queryRaw<{ total: number }[]>(cappedCount(Prisma.sql`proposals p WHERE ${where}`));
  const rows = await db.$queryRaw<Row[]>`
    SELECT ${COLUMNS} FROM proposals p WHERE ${where} ORDER BY p.created_on ${direction}, p.id ${direction}
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  return toPage(rows, query, cappedTotal(counted?.total ?? 0));
}

/** The proposal; null when there is none. */
export async function findProposal(db: Db, proposalId: string): Promise<Row | null> {
  const [row] = await db.$queryRaw<Row[]>`SELECT ${COLUMNS} FROM proposals p WHERE p.id = ${proposalId}::uuid`;
  return row ?? null;
}
