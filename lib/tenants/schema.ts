import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, queryBool, Reason, text } from "../core/schema.ts";

/** Decisions §9. */
const SEGMENTS = ["enterprise", "mid_market", "smb", "startup"] as const;
const PLANS = ["free", "starter", "professional", "enterprise"] as const;
const TENANT_STATUSES = ["active", "suspended", "deleted"] as const;

/** ISO 4217 codes of money in use; metals, bond units and the codes for tests and for no currency are left out. */
export const CURRENCIES: readonly string[] = (
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF " +
  "CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF " +
  "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT " +
  "MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD " +
  "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS " +
  "VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG"
).split(" ");
const currencies = new Set(CURRENCIES);

/** The time zones to offer in a form, UTC first. `isTimeZone` accepts older names beside these. */
export const TIME_ZONES: readonly string[] = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
];
const zoneSpellings = new Map(TIME_ZONES.map((zone) => [zone.toLowerCase(), zone]));

const AREA =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)(\/[A-Z][A-Za-z0-9_+-]*){1,2}$/;
const SINGLE =
  /^(UTC|UCT|GMT|GMT0|GMT[+-]0|Greenwich|Universal|Zulu|EST|MST|HST|EST5EDT|CST6CDT|MST7MDT|PST8PDT|CET|MET|EET|WET|Cuba|Egypt|Eire|GB|GB-Eire|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|NZ|NZ-CHAT|Navajo|PRC|Poland|Portugal|ROC|ROK|Singapore|Turkey|W-SU)$/;

/**
 * True for an IANA time zone or link in its own spelling (SRS §6.1). Runtimes know links such as `Asia/Calcutta` without listing
 * them, but also accept offsets, any letter case and names of their own, which are refused here.
 */
export function isTimeZone(zone: string): boolean {
  const listed = zoneSpellings.get(zone.toLowerCase());
  if (listed !== undefined) {
    return listed === zone;
  }
  if (!(AREA.test(zone) && !/[A-Z]{4}/.test(zone)) && !SINGLE.test(zone)) {
    return false;
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const TenantCode = z
  .string()
  .regex(/^[A-Z0-9_-]{3,20}$/, "3–20 characters of A–Z, 0–9, - and _")
  .describe("Unique and immutable");
const TenantName = text(3, 120)
  .refine((name) => !/[\t\n]/.test(name), "Must be one line")
  .refine((name) => [...name].length >= 3, "At least 3 characters")
  .describe("Display name");
const Timezone = z.string().refine(isTimeZone, "Must be an IANA time zone").describe("IANA time zone of its schedules");
const Currency = z
  .string()
  .refine((code) => currencies.has(code), "Must be an ISO 4217 code")
  .describe("ISO 4217 code");
const Segment = z.enum(SEGMENTS);
const Plan = z.enum(PLANS);

/** The tenant as every answer shows it (decisions §5). */
export const Tenant = z.object({
  tenantId: Id.describe("The tenant"),
  code: z.string().describe("Unique and immutable; stays taken after deletion"),
  name: z.string().describe("Display name"),
  timezone: z.string().describe("IANA time zone of its schedules"),
  currency: z.string().describe("ISO 4217 code"),
  isActive: z.boolean().describe("False: its users cannot sign in and its jobs are held"),
  status: z.enum(TENANT_STATUSES).describe("active, suspended, or deleted for good"),
  statusReason: z.string().nullable().describe("Why it is suspended or deleted"),
  segment: Segment.nullable().describe("Customer segment"),
  plan: Plan.nullable().describe("Subscription plan"),
  createdOn: Instant.describe("When it was created"),
  updatedOn: Instant.describe("When it was last changed"),
  deletedOn: Instant.nullable().describe("When it was deleted; null while it lives"),
  userCount: z.int().describe("Members of any status"),
});
export type Tenant = z.output<typeof Tenant>;

export const TenantPage = pageOf(Tenant);
export const TenantUpdated = Tenant.extend({
  rescheduledJobs: z.int().describe("Waiting jobs moved to the new time zone"),
});
export const TenantDeleted = Tenant.pick({ tenantId: true, code: true }).extend({
  status: z.literal("deleted").describe("Always deleted"),
  deletedOn: Instant.describe("When it was deleted"),
});

export const TenantPath = z.strictObject({ tenantId: Id.describe("The tenant") });

export const CreateTenantInput = z.strictObject({
  name: TenantName,
  code: TenantCode,
  timezone: Timezone,
  currency: Currency,
  isActive: z.boolean().default(true).describe("False: created, but its users cannot sign in"),
  segment: Segment.nullish().describe("Customer segment"),
  plan: Plan.nullish().describe("Subscription plan"),
});
export type CreateTenantInput = z.output<typeof CreateTenantInput>;

export const UpdateTenantInput = z.strictObject({
  name: TenantName,
  timezone: Timezone,
  currency: Currency,
  segment: Segment.nullish().describe("Left as it is when absent, cleared by null"),
  plan: Plan.nullish().describe("Left as it is when absent, cleared by null"),
  code: z.string().optional().describe("May repeat the current code, never change it"),
});
export type UpdateTenantInput = z.output<typeof UpdateTenantInput>;

export const TenantStatusInput = z.strictObject({
  isActive: z.boolean().describe("False suspends, true activates"),
  reason: Reason.describe("Why; kept in the audit log"),
});
export type TenantStatusInput = z.output<typeof TenantStatusInput>;

export const DeleteTenantQuery = z.strictObject({
  confirm: z.literal("true", "Must be true to delete a tenant").describe("Must be true"),
});
export const DeleteTenantInput = z
  .strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") })
  .default({});

const TENANT_SORTS = ["name", "code", "createdOn", "updatedOn", "userCount"] as const;
export type TenantSort = (typeof TENANT_SORTS)[number];

export const ListTenantsQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(TENANT_SORTS, "-createdOn"),
  search: text(0, 120).optional().describe("Part of name or code, in any letter case"),
  isActive: queryBool.optional().describe("Only active (true) or suspended (false) tenants"),
  status: z.enum(TENANT_STATUSES).optional().describe("Only this status; deleted tenants appear for no other value"),
  segment: Segment.optional().describe("Only this segment"),
  plan: Plan.optional().describe("Only this plan"),
});
export type ListTenantsQuery = z.output<typeof ListTenantsQuery>;
