import { FREQUENT_ROLE, type Range, type Samples } from "./samples.ts";

/** One way to make a request of a scenario. */
export interface Variant {
  readonly method: "GET" | "POST";
  readonly path: string;
}

/** A kind of request, in as many variants as keep one answer from being all that is measured. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly isWrite: boolean;
  readonly variants: readonly Variant[];
  /** What sizes of databases are compared with, where answers to `variants` have the more rows the larger the database is. */
  readonly alike?: Alike;
}

/** Requests that databases of any size answer with so many rows. */
export interface Alike {
  readonly rows: number;
  readonly variants: readonly Variant[];
}

export type ScenarioName = (typeof MEASURED)[number] | "tenant-detail" | "user-detail";

/** The order in which pages far down are asked for. */
const ORDERS = ["-createdOn", "email", "name", "-lastLoginOn"];

/** Scenarios that are measured one request after the other. */
export const MEASURED = [
  "tenant-list",
  "tenant-search",
  "user-list",
  "user-search",
  "user-far",
  "user-filter",
  "audit-actor",
  "audit-tenant",
  "tenant-create",
] as const;

/** Shares of the mixed load: 80 % lists, 10 % details, 10 % creations. */
export const MIX: Readonly<Partial<Record<ScenarioName, number>>> = {
  "tenant-list": 20,
  "tenant-search": 15,
  "user-list": 15,
  "user-search": 10,
  "audit-actor": 10,
  "audit-tenant": 10,
  "tenant-detail": 5,
  "user-detail": 5,
  "tenant-create": 10,
};

const API = "/api/v1/super-admin";
const DAY_MS = 86_400_000;

/** The thirty days of which a tenant's audit log is asked for: they are over, so that no run adds to them. */
export function auditRange(): Range {
  const today = Date.now() - (Date.now() % DAY_MS);
  return { from: new Date(today - 60 * DAY_MS).toISOString(), to: new Date(today - 30 * DAY_MS).toISOString() };
}

/** The longest page, up to the default, that the tenants with the most rows fill in each database. */
export const commonPage = (samples: readonly Samples[]): number =>
  Math.max(1, Math.min(50, ...samples.flatMap(({ crowded: { users, records } }) => [users.rows, records.rows])));

/** The scenarios, asking for what a database holds; answers that have to be alike have `page` rows. */
export function makeScenarios(samples: Samples, { from, to }: Range, page: number): readonly Scenario[] {
  const { tenants, names, staff, users, addresses, crowded, middle } = samples;
  const inRange = (id: string) => `/audit-logs?tenantId=${id}&dateFrom=${from}&dateTo=${to}`;
  const get = (paths: readonly string[]) => paths.map((path) => ({ method: "GET", path: `${API}${path}` }) as const);
  const paged = (paths: readonly string[]): Alike => ({
    rows: page,
    variants: get(paths.map((path) => `${path}&pageSize=${page}`)),
  });
  const read = (name: ScenarioName, title: string, paths: readonly string[], alike?: Alike): Scenario => ({
    name,
    title,
    isWrite: false,
    variants: get(paths),
    ...(alike && { alike }),
  });
  return [
    read(
      "tenant-list",
      "Tenant list, pages 1–10",
      Array.from({ length: 10 }, (_, n) => `/tenants?page=${n + 1}&pageSize=50`),
    ),
    read(
      "tenant-search",
      "Tenant search by part of the name",
      names.map((name) => `/tenants?search=${encodeURIComponent(name.slice(2, 13).trim())}`),
    ),
    read("user-list", "User list, page 1", ["/users?page=1&pageSize=50"]),
    read(
      "user-search",
      "User search by part of the e-mail address",
      addresses.map((address) => `/users?email=${encodeURIComponent(address.slice(0, address.indexOf("@") + 5))}`),
      { rows: 1, variants: get(addresses.map((address) => `/users?email=${encodeURIComponent(address.slice(1))}`)) },
    ),
    read(
      "user-far",
      "User list, page 10 000 of 20 000",
      ORDERS.flatMap((sort) => [0, 1, 2].map((n) => `/users?page=${middle - n}&pageSize=50&sort=${sort}`)),
    ),
    read(
      "user-filter",
      "User list by role, tenant and status",
      tenants.slice(0, 10).map((id) => `/users?role=PoolAdmin&tenantId=${id}&status=active`),
      paged(crowded.users.tenants.map((id) => `/users?role=${FREQUENT_ROLE}&tenantId=${id}&status=active`)),
    ),
    read(
      "audit-actor",
      "Audit log of an actor",
      [...staff, ...users.slice(0, 5)].map((id) => `/audit-logs?actorId=${id}`),
    ),
    read(
      "audit-tenant",
      "Audit log of a tenant in 30 days",
      tenants.filter((_, n) => n % 4 === 0).map(inRange),
      paged(crowded.records.tenants.map(inRange)),
    ),
    read(
      "tenant-detail",
      "Tenant detail",
      tenants.slice(0, 10).map((id) => `/tenants/${id}`),
    ),
    read(
      "user-detail",
      "User detail",
      users.slice(0, 10).map((id) => `/users/${id}`),
    ),
    {
      name: "tenant-create",
      title: "Creating a tenant",
      isWrite: true,
      variants: [{ method: "POST", path: `${API}/tenants` }],
    },
  ];
}

/** The body that creates a tenant of the code. */
export const tenantBody = (code: string): string =>
  JSON.stringify({
    name: `Bench ${code}`,
    code,
    timezone: "Europe/Berlin",
    currency: "EUR",
    isActive: true,
    segment: "smb",
    plan: "starter",
  });
