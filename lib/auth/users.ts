import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { AuthUser } from "./schema.ts";
import { scopeOfRole } from "./standing.ts";

/** What sign-in needs of an account. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly status: string;
  readonly passwordHash: string | null;
  /** When the password was chosen; of an account without a record of that, when it was made. */
  readonly passwordSetOn: Date;
  readonly tokenVersion: number;
  /** Whether signing in takes a code besides the password. */
  readonly mfaEnabled: boolean;
  readonly role: string;
  readonly isGlobal: boolean;
  readonly permissions: readonly string[];
  readonly tenants: readonly string[];
  readonly activeTenants: number;
}

const accounts = (where: Prisma.Sql) => Prisma.sql`
  SELECT u.id, u.email, u.name, u.status, u.password_hash AS "passwordHash",
    coalesce(u.password_changed_on, u.created_on) AS "passwordSetOn", u.token_version AS "tokenVersion",
    u.mfa_enabled AS "mfaEnabled", r.name AS role, r.is_global AS "isGlobal",
    ARRAY(SELECT p.permission_name FROM role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions,
    ARRAY(SELECT m.tenant_id::text FROM user_tenants m WHERE m.user_id = u.id ORDER BY 1) AS tenants,
    (SELECT count(*) FROM user_tenants m JOIN tenants t ON t.id = m.tenant_id
      WHERE m.user_id = u.id AND t.is_active AND t.deleted_on IS NULL)::integer AS "activeTenants"
  FROM users u JOIN roles r ON r.id = u.role_id WHERE ${where}`;

/** The account with this lower-case e-mail address; null when there is none. */
export async function accountByEmail(db: Db, email: string): Promise<Account | null> {
  const [row] = await db.$queryRaw<Account[]>(accounts(Prisma.sql`u.email = ${email}`));
  return row ?? null;
}

/** The account with this id; null when there is none. */
export async function accountById(db: Db, id: string): Promise<Account | null> {
  const [row] = await db.$queryRaw<Account[]>(accounts(Prisma.sql`u.id = ${id}::uuid`));
  return row ?? null;
}

/** The account, locked against changes until the transaction ends; null when there is none. */
export async function lockAccount(tx: Db, id: string): Promise<Account | null> {
  const [row] = await tx.$queryRaw<Account[]>(Prisma.sql`${accounts(Prisma.sql`u.id = ${id}::uuid`)} FOR UPDATE OF u`);
  return row ?? null;
}

/** The account as auth answers show it. */
export const toAuthUser = (account: Account): AuthUser => ({
  userId: account.id,
  email: account.email,
  name: account.name,
  role: account.role,
  permissions: [...account.permissions],
  tenantScope: toWireScope(scopeOfRole(account.role, account.isGlobal, account.tenants)),
});

/** A scope as JSON carries it. */
export const toWireScope = (scope: "global" | readonly string[]): "global" | string[] =>
  scope === "global" ? scope : [...scope];
