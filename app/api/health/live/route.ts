import { getOnly } from "#lib/operation/get-only";

/** The process is up. Asks nothing else, so that an orchestrator does not restart it for somebody else's outage. */
export const dynamic = "force-dynamic";

export const GET = (): Response => Response.json({ status: "ok" });

export const { POST, PUT, PATCH, DELETE } = getOnly;
