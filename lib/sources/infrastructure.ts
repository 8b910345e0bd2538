import { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { env } from "../env.ts";
import { type Ask, SourceError, source } from "./source.ts";

const short = z.string().max(120);
const Serial = z.union([z.string().min(1).max(64), z.number().transform(String)]);
const Ip = z.union([z.ipv4(), z.ipv6()]);
const Percent = z.coerce.number().min(0);

/** What is read of a server. What is not named here, `password` first of all, does not get past this line. */
const Instance = z.object({
  serviceid: Serial,
  main_ip: Ip.nullish().catch(null),
  ips: z.union([z.array(z.string()), z.string().transform((list) => list.split(/[\s,]+/))]).default([]),
  status: z.string().max(40),
  is_suspended: z.union([z.boolean(), z.coerce.number().transform(Boolean)]).default(false),
  product_name: short.nullish(),
  bandwidth: Percent.nullish().catch(null),
  bandwidth_used: Percent.nullish().catch(null),
});
type Instance = z.output<typeof Instance>;

const CYCLES = { monthly: 1, quarterly: 3, semiannually: 6, annually: 12, biennially: 24, triennially: 36 } as const;
const Price = z.looseObject({ name: short });
const PriceList = z.object({
  success: z.union([z.array(Price), z.record(z.string(), Price).transform(Object.values<z.output<typeof Price>>)]),
});

interface Fleet {
  readonly instances: readonly Instance[];
  /** Product → cents a month. */
  readonly prices: ReadonlyMap<string, number>;
}

/** Servers and addresses from Hostwinds' API: one POST for everything, form-encoded, errors with HTTP 200. */
export const infrastructure = source<Fleet>({
  id: "infrastructure",
  cron: "*/5 * * * *",
  requestsPerSecond: 2,
  isConfigured: () => env().SOURCE_HOSTWINDS_URL !== undefined && env().SOURCE_HOSTWINDS_KEY !== undefined,
  async read(ask) {
    const instances = z
      .array(Instance)
      .max(100_000)
      .parse(await call(ask, "get_instances"));
    return { instances, prices: pricesOf(PriceList.parse(await call(ask, "get_price_list"))) };
  },
  keep: keepFleet,
});

async function call(ask: Ask, action: string): Promise<unknown> {
  const { SOURCE_HOSTWINDS_URL: url = "", SOURCE_HOSTWINDS_KEY: key = "" } = env();
  const answer = await ask({
    url,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ API: key, action }).toString(),
  });
  const [first] = Array.isArray(answer) ? answer : [answer];
  if (Failure.safeParse(first).success) {
    // Its words are not repeated: they may quote what was sent.
    throw new SourceError("refused", `It refused ${action}`, false);
  }
  return answer;
}

const Failure = z.looseObject({ result: z.literal("error") });

/** The price of a product a month, whatever cycle it is listed for: the shortest one, cents rounded up. */
function pricesOf({ success }: z.output<typeof PriceList>): Map<string, number> {
  const prices = new Map<string, number>();
  for (const { name, ...price } of success) {
    for (const [cycle, months] of Object.entries(CYCLES)) {
      const listed = Number(price[cycle]);
      if (Number.isFinite(listed) && listed > 0) {
        prices.set(name, Math.ceil(Math.round(listed * 10_000) / 100 / months));
        break;
      }
    }
  }
  return prices;
}

function statusOf({ status, is_suspended: isSuspended }: Instance): string {
  const word = status.toLowerCase();
  if (/cancel|terminat|delet/.test(word)) {
    return "decommissioned";
  }
  if (/pending|build|provision|install/.test(word)) {
    return "provisioning";
  }
  return isSuspended || /suspend/.test(word) ? "scheduled_decommission" : "active";
}

async function keepFleet(tx: Db, { instances, prices }: Fleet, now: Date): Promise<void> {
  const config = await configuration();
  const servers = instances.map((instance) => {
    const price = prices.get(instance.product_name ?? "");
    const { bandwidth, bandwidth_used: used } = instance;
    return {
      instance_id: instance.serviceid,
      name: `VPS ${instance.serviceid}`,
      product: instance.product_name ?? null,
      status: statusOf(instance),
      monthly_cost_minor: price ?? config["cost.vpsMonthlyCents"],
      cost_basis: price === undefined ? "configured" : "price_list",
      main_ip: instance.main_ip ?? null,
      bandwidth_used_percent: bandwidth && used != null ? Math.min(1000, Math.round((used / bandwidth) * 100)) : null,
    };
  });
  await tx.$executeRaw`
    INSERT INTO vps_instances (instance_id, name, product, status, monthly_cost_minor, cost_basis, main_ip, bandwidth_used_percent, as_of)
    SELECT DISTINCT ON (instance_id) instance_id, name, product, status, monthly_cost_minor, cost_basis, main_ip, bandwidth_used_percent, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(servers)}::jsonb) AS g(instance_id varchar, name varchar, product varchar, status varchar,
      monthly_cost_minor bigint, cost_basis varchar, main_ip varchar, bandwidth_used_percent integer)
    ORDER BY instance_id
    ON CONFLICT (instance_id) DO UPDATE SET name = excluded.name, product = excluded.product, status = excluded.status,
      monthly_cost_minor = excluded.monthly_cost_minor, cost_basis = excluded.cost_basis, main_ip = excluded.main_ip,
      bandwidth_used_percent = excluded.bandwidth_used_percent, as_of = excluded.as_of`;
  // A server that is no longer named is gone; it stays on record.
  await tx.$executeRaw`UPDATE vps_instances SET status = 'decommissioned' WHERE as_of < ${now}::timestamptz AND status <> 'decommissioned'`;
  await keepAddresses(tx, instances, config["cost.ipMonthlyCents"], now);
}

async function keepAddresses(tx: Db, instances: readonly Instance[], cost: number, now: Date): Promise<void> {
  const addresses = instances
    .filter((instance) => statusOf(instance) !== "decommissioned")
    .flatMap(({ serviceid, main_ip: main, ips }) =>
      [...new Set([...(main ? [main] : []), ...ips])]
        .filter((ip) => Ip.safeParse(ip).success)
        .map((ip) => ({ ip_address: ip, instance_id: serviceid })),
    );
  await tx.$executeRaw`
    INSERT INTO smtp_ips (ip_address, instance_id, status, monthly_cost_minor, as_of)
    SELECT DISTINCT ON (ip_address) ip_address, instance_id, 'available', ${cost}::bigint, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) AS g(ip_address varchar, instance_id varchar) ORDER BY ip_address
    ON CONFLICT (ip_address) DO UPDATE SET instance_id = excluded.instance_id, monthly_cost_minor = excluded.monthly_cost_minor, as_of = excluded.as_of`;
  const named = addresses.map(({ ip_address: ip }) => ip);
  await tx.$executeRaw`DELETE FROM smtp_ips WHERE ip_address <> ALL(${named}::text[])`;
}
