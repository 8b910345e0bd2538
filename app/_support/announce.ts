import { cookies } from "next/headers";
import { type Flash, flashCookie } from "#components/ui/flash";
import { isHttps } from "#lib/env";

/** Leaves a message for the page that a form leads to. */
export async function announce(flash: Omit<Flash, "id">): Promise<void> {
  (await cookies()).set({ ...flashCookie(flash), secure: isHttps() });
}

/** The link of a message to what the audit log holds about the thing. */
export const auditLink = (entityId: string) => ({ href: `/console/audit?entityId=${entityId}`, label: "Audit log" });
