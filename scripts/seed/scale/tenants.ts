import { DAY_MS } from "../calendar.ts";
import type { Value } from "../copy-rows.ts";
import { slug } from "../names.ts";
import { PLACE_CHOICES } from "../places.ts";
import { at, choices, type Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";

const HISTORY_MS = 3 * 365 * DAY_MS;
const FIRST =
  "Northwind Harbor Cedar Summit Falcon Atlas Beacon Copper Delta Ember Frontier Granite Horizon Indigo Juniper Kestrel Lumen Meridian Nimbus Orchid Pioneer Quartz Redwood Sterling Tundra Umbra Vertex Willow Zephyr Aurora Cobalt Drift".split(
    " ",
  );
const SECOND =
  "Logistics Health Retail Software Foods Energy Media Finance Learning Travel Insurance Robotics Textiles Pharma Mobility Security Analytics Studios Telecom Dairy Marine Chemicals Housing Sports".split(
    " ",
  );
const FORMS = ["Group", "Ltd", "GmbH", "Inc", "SA", "AB", "BV", "Partners", "Works", "International"];

const SEGMENTS = choices([
  [{ segment: "enterprise", plan: "enterprise", weight: 40 }, 4],
  [{ segment: "mid_market", plan: "professional", weight: 12 }, 16],
  [{ segment: "smb", plan: "starter", weight: 3 }, 48],
  [{ segment: "startup", plan: "free", weight: 1 }, 32],
]);

/** What the other generators need of each tenant, in the order of creation. */
export interface ScaleTenants {
  readonly ids: readonly string[];
  readonly codes: readonly string[];
  readonly domains: readonly string[];
  readonly createdMs: Float64Array;
  /** Running sum of the sizes, for drawing a tenant as likely as it is large. */
  readonly reach: Float64Array;
}

/** Decides the tenants; `offset` is how many the database has, so that codes never repeat. */
export function planTenants(count: number, offset: number, nowMs: number, random: Random): ScaleTenants {
  const tenants = {
    ids: [] as string[],
    codes: [] as string[],
    domains: [] as string[],
    createdMs: new Float64Array(count),
    reach: new Float64Array(count),
  };
  for (let n = 0; n < count; n++) {
    const ms = momentOf(n, count, nowMs - HISTORY_MS, nowMs, 0.7, random);
    const mark = (offset + n).toString(36).toUpperCase().padStart(4, "0");
    const first = at(FIRST, n % FIRST.length);
    tenants.ids.push(uuidV7(ms, random));
    tenants.codes.push(`${first.slice(0, 9).toUpperCase()}-${mark}`);
    tenants.domains.push(`${slug(first, "-")}-${mark.toLowerCase()}.example`);
    tenants.createdMs[n] = ms;
  }
  return tenants;
}

/** The tenants' rows; fills in how large each is going to be. */
export function* tenantRows(tenants: ScaleTenants, nowMs: number, random: Random): Generator<readonly Value[]> {
  let reach = 0;
  for (let n = 0; n < tenants.ids.length; n++) {
    const { segment, plan, weight } = random.weighted(SEGMENTS);
    const { zone, currency } = random.weighted(PLACE_CHOICES);
    const created = new Date(at(tenants.createdMs, n));
    const isDeleted = random.chance(0.012);
    const isActive = !isDeleted && !random.chance(0.02);
    reach += weight * random.between(0.3, 1.7);
    tenants.reach[n] = reach;
    const name = `${at(FIRST, n % FIRST.length)} ${random.pick(SECOND)} ${random.pick(FORMS)}`;
    const reason = isActive ? null : isDeleted ? "Contract ended" : "Payment overdue";
    const deleted = isDeleted ? new Date(random.between(created.getTime(), nowMs)) : null;
    yield [
      at(tenants.ids, n),
      at(tenants.codes, n),
      name,
      zone,
      currency,
      segment,
      plan,
      isActive,
      reason,
      created,
      deleted ?? created,
      deleted,
    ];
  }
}

export const TENANT_COLUMNS = [
  "id",
  "code",
  "name",
  "timezone",
  "currency",
  "segment",
  "plan",
  "is_active",
  "status_reason",
  "created_on",
  "updated_on",
  "deleted_on",
];

/** The n-th of `count` moments of a growing history, in order: `bend` below 1 makes the later part denser. */
export function momentOf(n: number, count: number, fromMs: number, toMs: number, bend: number, random: Random): number {
  return Math.floor(fromMs + (toMs - fromMs) * ((n + random.unit()) / count) ** bend);
}

/** The first index whose value is not below `wanted`, within the first `length` of a rising array. */
export function lowerBound(rising: Float64Array, wanted: number, length: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(rising, middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
