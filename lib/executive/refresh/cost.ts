import { attribute, type Server } from "../../cost/attribute.ts";
import { COUNTED_SERVERS, countsAddress } from "../../cost/counted.ts";
import type { Db } from "../../db/client.ts";
import { loadFacts, saveFacts } from "../facts.ts";
import { dedicatedOf, type FleetAddress, idleOf, standingByTenant } from "./fleet.ts";

/** The fleet's own line in the history of cost. */
const FLEET_ID = "00000000-0000-0000-0000-000000000000";
const WEEKS = 26;

/** Attributes the fleet's cost to tenants anew when anything of the fleet has changed. Returns whether it had. */
export async function refreshCost(tx: Db, now: Date): Promise<boolean> {
  const fingerprint = await fingerprintOf(tx, now);
  const { cost } = await loadFacts(tx, ["cost"]);
  if (fingerprint === null || fingerprint === cost?.fingerprint) {
    return false;
  }
  const [servers, addresses] = [await readServers(tx), await readAddresses(tx, now)];
  const counted = addresses.filter(({ status }) => countsAddress(status));
  const { tenants, unallocated, total } = attribute({ servers, addresses: counted });
  const standings = standingByTenant(addresses);
  const rows = [...new Set([...tenants.keys(), ...standings.keys()])].map((tenantId) => ({
    tenant_id: tenantId,
    server_cents: tenants.get(tenantId)?.serverCents ?? 0,
    address_cents: tenants.get(tenantId)?.addressCents ?? 0,
    ...(standings.get(tenantId) ?? { addresses: 0, address_state: null, listings: 0 }),
  }));
  await saveShares(tx, JSON.stringify(rows), now);
  await tx.$executeRaw`
    INSERT INTO cost_history (subject_id, week, monthly_cents) VALUES
      (${FLEET_ID}::uuid, date_trunc('week', ${now.toISOString()}::timestamptz AT TIME ZONE 'UTC')::date, ${total.serverCents + total.addressCents})
    ON CONFLICT (subject_id, week) DO UPDATE SET monthly_cents = excluded.monthly_cents`;
  await saveFacts(
    tx,
    "cost",
    {
      fingerprint,
      ...total,
      dedicatedCents: dedicatedOf(servers, counted),
      unallocatedServerCents: unallocated.serverCents,
      unallocatedAddressCents: unallocated.addressCents,
      servers: servers.length,
      addresses: counted.length,
      ...idleOf(servers, counted),
      weeks: await weeksOf(tx, FLEET_ID),
    },
    now,
  );
  return true;
}

/** What changes when anything that cost depends on does; null while nothing is known of the fleet. Weeks have their own line. */
async function fingerprintOf(tx: Db, now: Date): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ fingerprint: string | null }[]>`
    SELECT CASE WHEN v.count + i.count > 0 THEN concat_ws(' ', date_trunc('week', ${now.toISOString()}::timestamptz)::date, v.newest, v.count,
      i.newest, i.count, a.newest, a.count, t.newest, t.count) END AS fingerprint
    FROM (SELECT max(as_of) AS newest, count(*) FROM vps_instances) v, (SELECT max(as_of) AS newest, count(*) FROM smtp_ips) i,
      (SELECT max(as_of) AS newest, count(*) FROM ip_assignments) a, (SELECT max(deleted_on) AS newest, count(*) FROM tenants) t`;
  return row?.fingerprint ?? null;
}

/** Servers whose cost counts; a deleted or unknown tenant has none to itself. */
const readServers = (tx: Db): Promise<Server[]> => tx.$queryRaw<Server[]>`
  SELECT v.instance_id AS id, v.monthly_cost_minor::float8 AS "monthlyCents", t.id AS "tenantId"
  FROM vps_instances v LEFT JOIN tenants t ON t.id = v.tenant_id AND t.deleted_on IS NULL
  WHERE v.status = ANY(${[...COUNTED_SERVERS]}::text[]) AND v.currency = 'USD'`;

/** All addresses with the tenants that send from them now. */
const readAddresses = (tx: Db, now: Date): Promise<FleetAddress[]> => tx.$queryRaw<FleetAddress[]>`
  SELECT i.ip_address AS id, coalesce(i.instance_id, '') AS "serverId", i.monthly_cost_minor::float8 AS "monthlyCents", i.status,
    i.reputation_state AS "reputationState", coalesce(i.is_blacklisted, false) AS "isListed",
    coalesce(array_agg(DISTINCT t.id::text) FILTER (WHERE t.id IS NOT NULL), '{}') AS "tenantIds"
  FROM smtp_ips i
  LEFT JOIN ip_assignments a ON a.ip_address = i.ip_address AND a.status IN ('active', 'warming')
    AND (a.expires_at IS NULL OR a.expires_at > ${now.toISOString()}::timestamptz)
  LEFT JOIN tenants t ON t.id = a.tenant_id AND t.deleted_on IS NULL
  WHERE i.currency = 'USD' GROUP BY i.ip_address`;

async function saveShares(tx: Db, rows: string, now: Date): Promise<void> {
  // Who has no part in the fleet costs nothing, which is known.
  await tx.$executeRaw`
    UPDATE tenant_figures f SET cost_at = ${now.toISOString()}::timestamptz, server_cents = coalesce(v.server_cents, 0),
      address_cents = coalesce(v.address_cents, 0), monthly_cost_cents = coalesce(v.server_cents, 0) + coalesce(v.address_cents, 0),
      addresses = coalesce(v.addresses, 0), address_state = v.address_state, listings = coalesce(v.listings, 0)
    FROM tenant_figures o LEFT JOIN jsonb_to_recordset(${rows}::jsonb) AS v(tenant_id uuid, server_cents bigint, address_cents bigint,
      addresses integer, address_state text, listings integer) ON v.tenant_id = o.tenant_id
    WHERE f.tenant_id = o.tenant_id`;
  await tx.$executeRaw`
    INSERT INTO cost_history (subject_id, week, monthly_cents)
    SELECT tenant_id, date_trunc('week', ${now.toISOString()}::timestamptz AT TIME ZONE 'UTC')::date, monthly_cost_cents FROM tenant_figures
    ON CONFLICT (subject_id, week) DO UPDATE SET monthly_cents = excluded.monthly_cents`;
}

/** What the subject cost a month in each of the latest weeks that are known, oldest first, in cents. */
export async function weeksOf(db: Db, subjectId: string): Promise<number[]> {
  const rows = await db.$queryRaw<{ cents: number }[]>`
    SELECT monthly_cents::float8 AS cents FROM cost_history WHERE subject_id = ${subjectId}::uuid ORDER BY week DESC LIMIT ${WEEKS}`;
  return rows.map(({ cents }) => cents).toReversed();
}
