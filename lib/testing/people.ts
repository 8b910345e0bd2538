import { v7 as uuidv7 } from "uuid";
import { hashPassword } from "../auth/password.ts";
import { prisma } from "../db/client.ts";
import { SYSTEM_ROLES, type SystemRoleName } from "../policy/roles.ts";
import { randomCode, randomEmail, randomWord } from "./random.ts";

/** The password of everybody that `createPerson` makes; it satisfies the default policy. */
export const PASSWORD = "Correct horse 7 staple";

export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

export interface PersonOptions {
  readonly roleId?: string;
  readonly tenantIds?: readonly string[];
  readonly status?: "active" | "locked" | "suspended" | "invited";
  readonly name?: string;
}

let knownHash: Promise<string> | undefined;

/** Inserts an account of the role, active unless told otherwise, with PASSWORD. */
export async function createPerson(role: SystemRoleName, options: PersonOptions = {}): Promise<Person> {
  const { roleId = SYSTEM_ROLES[role].id, tenantIds = [], status = "active", name = randomWord("Person ") } = options;
  knownHash ??= hashPassword(PASSWORD);
  const hash = await knownHash;
  const id = uuidv7();
  const email = randomEmail();
  await prisma().user.create({ data: { id, email, name, roleId, status, passwordHash: hash }, select: { id: true } });
  await prisma().passwordHistory.createMany({ data: { id: uuidv7(), userId: id, hash } });
  if (tenantIds.length > 0) {
    await prisma().userTenant.createMany({ data: tenantIds.map((tenantId) => ({ tenantId, userId: id })) });
  }
  return { userId: id, email, name };
}

/** Inserts a custom role with the permissions and returns its id. */
export async function createRole(permissions: readonly string[], isGlobal = true): Promise<string> {
  const id = uuidv7();
  await prisma().role.create({ data: { id, name: randomWord("Role-"), isGlobal } });
  await prisma().rolePermission.createMany({
    data: permissions.map((permissionName) => ({ roleId: id, permissionName })),
  });
  return id;
}

/** Inserts a tenant and returns its id. */
export async function createTenantRow(values: { isActive?: boolean; deletedOn?: Date } = {}): Promise<string> {
  const id = uuidv7();
  const code = randomCode();
  await prisma().tenant.create({
    data: { id, code, name: `Tenant ${code}`, timezone: "UTC", currency: "USD", ...values },
  });
  return id;
}
