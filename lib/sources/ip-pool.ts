import type { Db } from "../db/client.ts";

interface IpState {
  readonly ip_address: string;
  readonly status: string;
  readonly reputation_state?: string | null | undefined;
  readonly blacklists?: readonly string[] | null | undefined;
}

/** What the backbone knows of sending addresses that the infrastructure has named. Which there are and what they cost is not its to say. */
export async function keepIpStates(tx: Db, states: readonly IpState[], now: Date): Promise<void> {
  const rows = states.map(({ ip_address, status, reputation_state, blacklists }) => ({
    ip_address,
    status,
    reputation_state: reputation_state ?? null,
    is_blacklisted: blacklists ? blacklists.length > 0 : null,
  }));
  await tx.$executeRaw`
    UPDATE smtp_ips i SET status = g.status, reputation_state = g.reputation_state, is_blacklisted = g.is_blacklisted, as_of = ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS g(ip_address varchar, status varchar, reputation_state varchar, is_blacklisted boolean)
    WHERE i.ip_address = g.ip_address`;
}

/** Machines that are one tenant's own; all others are shared. Nothing said changes nothing. */
export async function keepDedicated(
  tx: Db,
  dedicated: readonly { readonly instance_id: string; readonly tenant_id: string }[] | undefined,
): Promise<void> {
  if (!dedicated) {
    return;
  }
  await tx.$executeRaw`
    UPDATE vps_instances v SET tenant_id = w.tenant_id
    FROM vps_instances o LEFT JOIN (
      SELECT g.instance_id, t.id AS tenant_id FROM jsonb_to_recordset(${JSON.stringify(dedicated)}::jsonb)
        AS g(instance_id varchar, tenant_id uuid) JOIN tenants t ON t.id = g.tenant_id) w USING (instance_id)
    WHERE o.instance_id = v.instance_id AND v.tenant_id IS DISTINCT FROM w.tenant_id`;
}

interface Assignment {
  readonly tenant_id: string;
  readonly domain: string;
  readonly ip_address: string;
  readonly status: string;
  readonly expires_at?: string | null | undefined;
}

/** Which tenant sends through which address; those of unknown tenants are left out. The list is whole: what it lacks is over. */
export async function keepAssignments(
  tx: Db,
  assignments: readonly Assignment[] | undefined,
  now: Date,
): Promise<void> {
  if (!assignments) {
    return;
  }
  await tx.$executeRaw`
    INSERT INTO ip_assignments (tenant_id, domain, ip_address, status, expires_at, as_of)
    SELECT DISTINCT ON (g.tenant_id, g.domain, g.ip_address) g.tenant_id, g.domain, g.ip_address, g.status, g.expires_at, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(assignments)}::jsonb)
      AS g(tenant_id uuid, domain varchar, ip_address varchar, status varchar, expires_at timestamptz)
    JOIN tenants t ON t.id = g.tenant_id
    ORDER BY 1, 2, 3
    ON CONFLICT (tenant_id, domain, ip_address) DO UPDATE SET status = excluded.status, expires_at = excluded.expires_at, as_of = excluded.as_of`;
  await tx.$executeRaw`DELETE FROM ip_assignments WHERE as_of < ${now}::timestamptz`;
}
