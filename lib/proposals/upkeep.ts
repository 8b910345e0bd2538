import { recordAudits } from "../audit/record.ts";
import { systemCaller } from "../auth/system-caller.ts";
import { clock } from "../core/clock.ts";
import { BATCH, type MaintenanceTask } from "../jobs/index.ts";

interface Row {
  readonly id: string;
  readonly tenantId: string | null;
  readonly operation: string;
  readonly ground: string;
  readonly proposedById: string;
}

/** Ends what nobody has decided in time; that it can no longer be approved holds without it. */
export const expireProposals: MaintenanceTask = {
  name: "expire-proposals",
  async batch(tx) {
    const rows = await tx.$queryRaw<Row[]>`
      UPDATE proposals SET status = 'expired', input = NULL, decided_on = now()
      WHERE id = ANY(ARRAY(SELECT id FROM proposals WHERE status = 'pending' AND expires_on <= now() LIMIT ${BATCH}
        FOR UPDATE SKIP LOCKED)) AND status = 'pending'
      RETURNING id, tenant_id AS "tenantId", operation, ground, proposed_by_id AS "proposedById"`;
    const drafts = rows.map(({ id, tenantId, ...facts }) => ({
      ...({ action: "PROPOSAL_EXPIRED", entityType: "proposal", entityId: id, tenantId } as const),
      before: { status: "pending" },
      after: { ...facts, status: "expired" },
    }));
    await recordAudits(tx, systemCaller(), drafts, clock.now());
    return rows.length;
  },
};
