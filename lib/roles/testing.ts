import { type SignedIn, signIn } from "../testing/client.ts";
import { createPerson } from "../testing/people.ts";
import { randomWord } from "../testing/random.ts";
import type { Role } from "./schema.ts";

/** Makes a custom role over REST and returns it as its detail shows it. */
export async function newRole({ client }: SignedIn, given: object = {}): Promise<Role> {
  const { status, response, body } = await client.post<{ roleId: string }>("/super-admin/roles", {
    name: randomWord("Role-"),
    permissions: ["ORDERS_VIEW"],
    ...given,
  });
  if (status !== 201) {
    throw new Error(`creating a role answered ${status}: ${JSON.stringify(body)}`);
  }
  return (await client.get<Role>(`/super-admin/roles/${response.roleId}`)).response;
}

/** Somebody with the role, signed in. */
export const holder = async ({ roleId }: Pick<Role, "roleId">, tenantIds: readonly string[] = []): Promise<SignedIn> =>
  signIn(await createPerson("Support", { roleId, tenantIds }));
