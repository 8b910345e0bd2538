import { userAccess } from "../../../lib/auth/access.ts";
import { prisma } from "../../../lib/db/client.ts";
import type { Caller } from "../../../lib/operation/operation.ts";
import { newRequestId } from "./request-id.ts";

/** A demo account as a caller of operations. */
export async function callerOf(email: string): Promise<Caller> {
  const { id } = await prisma().user.findUniqueOrThrow({ where: { email }, select: { id: true } });
  const access = await userAccess(id);
  if (!access) {
    throw new Error(`the demo account ${email} cannot act`);
  }
  const request = { requestId: newRequestId(), ipAddress: "203.0.113.0/24", clientAddress: "demo", userAgent: null };
  return { actor: access.actor, request };
}

/** Each act is a request of its own. */
export const anew = ({ actor, request }: Caller): Caller => ({
  actor,
  request: { ...request, requestId: newRequestId() },
});
