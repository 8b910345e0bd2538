import type pg from "pg";
import { redact } from "../../../lib/audit/redact.ts";
import { ensurePartitions } from "../audit-partitions.ts";
import { copyRows } from "../copy-rows.ts";
import { network } from "../networks.ts";
import type { Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";
import type { Entry } from "./entry.ts";

/** The trail in its order, so that `sequence` follows time, into the partitions of its months. */
export async function loadTrail(client: pg.Client, trail: readonly Entry[], random: Random): Promise<void> {
  await ensurePartitions(
    client,
    trail.map(({ ms }) => ms),
  );
  const columns = [
    "audit_id",
    "occurred_on",
    "action",
    "outcome",
    "actor_id",
    "actor_role",
    "entity_type",
    "entity_id",
    "tenant_id",
    "reason",
    "request_id",
    "ip_address",
    "before",
    "after",
  ];
  const rows = trail.map(
    ({
      ms,
      action,
      outcome = "success",
      actor,
      entityType,
      entityId,
      tenantId,
      reason,
      network: from,
      before,
      after,
    }) => {
      const [auditId, requestId, anywhere] = [uuidV7(ms, random), uuidV7(ms, random), network(random)];
      const address = from ?? (actor === null ? null : anywhere);
      const [was, is] = [redact(entityType, before), redact(entityType, after)];
      return [
        auditId,
        new Date(ms),
        action,
        outcome,
        actor?.id,
        actor?.role,
        entityType,
        entityId,
        tenantId,
        reason,
        requestId,
        address,
        was,
        is,
      ];
    },
  );
  await copyRows(client, "audit_events", columns, rows);
}
