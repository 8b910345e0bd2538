import { userAccess } from "../auth/access.ts";
import { systemCaller } from "../auth/system-caller.ts";
import { rehearsal } from "../db/transaction.ts";
import { effectOf } from "../operation/dry-run.ts";
import { type Caller, erase } from "../operation/operation.ts";
import { accept, contextOf } from "../operation/perform.ts";
import { deleteTenant } from "../tenants/operations.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { propose } from "./propose.ts";

/** Proposes to delete a tenant in the name of the person, somebody new without one. Returns the proposal's id. */
export async function addProposal(userId?: string, tenantId?: string): Promise<string> {
  const access = await userAccess(userId ?? (await createPerson("SuperAdmin")).userId);
  if (!access) {
    throw new Error("nobody proposes");
  }
  const caller: Caller = { actor: access.actor, request: systemCaller().request };
  const op = erase(deleteTenant);
  const wire = { path: { tenantId: tenantId ?? (await createTenantRow()) }, query: { confirm: "true" }, body: {} };
  const input = await accept(op, caller, wire);
  const effect = await rehearsal(async (tx) =>
    effectOf(await op.run(contextOf(caller, tx, {}, null), input, undefined)),
  );
  const { proposalId = "" } = await propose(op, caller, wire, { ground: "deleteTenant", expiryHours: 72, effect });
  return proposalId;
}
