import pg from "pg";

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

/** The scenarios, asking for what a database filled by seed:scale holds. */
export async function makeScenarios(url: string): Promise<readonly Scenario[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tenants = await column(
      client,
      "SELECT id FROM tenants WHERE deleted_on IS NULL ORDER BY user_count DESC, id LIMIT 40",
    );
    const names = await column(
      client,
      "SELECT name FROM tenants WHERE deleted_on IS NULL AND code NOT LIKE 'BENCH-%' ORDER BY md5(id::text) LIMIT 10",
    );
    const staff = await column(client, "SELECT id FROM users WHERE email LIKE '%@staff.%' ORDER BY created_on LIMIT 5");
    const people =
      "SELECT id, email FROM users TABLESAMPLE BERNOULLI (30) REPEATABLE (7) WHERE email NOT LIKE '%@staff.%' ORDER BY md5(id::text) LIMIT 12";
    const users = await column(client, `SELECT id FROM (${people}) p`);
    // As far as a person types until few are left: the answers of a large and of a small database then have about as many rows.
    const addresses = await column(client, `SELECT substr(email, 1, strpos(email, '@') + 4) FROM (${people}) p`);
    const [total = "0"] = await column(client, "SELECT sum(total)::text FROM row_counts WHERE name = 'users'");
    return describe({ tenants, names, staff, users, addresses, middle: Math.floor(Number(total) / 2 / 50) });
  } finally {
    await client.end();
  }
}

async function column(client: pg.Client, sql: string): Promise<string[]> {
  const { rows } = await client.query<[string]>({ text: sql, rowMode: "array" });
  return rows.map(([value]) => value);
}

type Samples = Readonly<Record<"tenants" | "names" | "staff" | "users" | "addresses", readonly string[]>> & {
  /** The page of users that lies farthest from either end: page 10 000 of a million. */
  readonly middle: number;
};

function describe({ tenants, names, staff, users, addresses, middle }: Samples): readonly Scenario[] {
  const today = Date.now() - (Date.now() % DAY_MS);
  const range = `dateFrom=${new Date(today - 60 * DAY_MS).toISOString()}&dateTo=${new Date(today - 30 * DAY_MS).toISOString()}`;
  const read = (name: ScenarioName, title: string, paths: readonly string[]): Scenario => ({
    name,
    title,
    isWrite: false,
    variants: paths.map((path) => ({ method: "GET", path: `${API}${path}` })),
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
      addresses.map((address) => `/users?email=${encodeURIComponent(address)}`),
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
    ),
    read(
      "audit-actor",
      "Audit log of an actor",
      [...staff, ...users.slice(0, 5)].map((id) => `/audit-logs?actorId=${id}`),
    ),
    read(
      "audit-tenant",
      "Audit log of a tenant in 30 days",
      tenants.filter((_, n) => n % 4 === 0).map((id) => `/audit-logs?tenantId=${id}&${range}`),
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
