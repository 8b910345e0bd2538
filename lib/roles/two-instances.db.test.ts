import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { as, type SignedIn, signIn } from "../testing/client.ts";
import { createPerson } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";
import { holder, newRole } from "./testing.ts";

// Issue: two app processes on one database. What a SuperAdmin does at one is honoured by the other on the next request or within 1 s.
let other: Instance;
let root: SignedIn;

beforeAll(async () => {
  other = await startInstance();
  root = await as("SuperAdmin");
});
afterAll(() => other.stop());

const there = async ({ client }: SignedIn, path: string) => (await client.at(other.transport).get(path)).status;

/** Waits until the other instance answers so, for at most the second that it has. */
const turns = (who: SignedIn, path: string, status: number) =>
  until({ withinMs: 1000, what: `${path} answers ${status} at the other instance` }, async () => {
    return (await there(who, path)) === status;
  });

/** Somebody whom the other instance knows and lets in, so that what it knows must be forgotten. */
async function known(who: Promise<SignedIn>, path = "/auth/me"): Promise<SignedIn> {
  const somebody = await who;
  expect(await there(somebody, path)).toBe(200);
  return somebody;
}

describe("issue: two app processes on one database", () => {
  test("lock, and unlock", async () => {
    const who = await known(as("Auditor"));
    const lock = (isLocked: boolean) =>
      root.client.patch(`/super-admin/users/${who.userId}/lock`, { isLocked, reason: "Two instances" });
    expect((await lock(true)).status).toBe(200);
    await turns(who, "/auth/me", 401);
    await expect(signIn(who, other.transport)).rejects.toThrow(/403/);
    expect((await lock(false)).status).toBe(200);
    expect(await there(await signIn(who, other.transport), "/auth/me")).toBe(200);
  });

  test("force logout", async () => {
    const who = await known(as("Auditor"));
    await root.client.post(`/super-admin/users/${who.userId}/logout`, { reason: "Two instances" });
    await turns(who, "/auth/me", 401);
  });

  test("another role for a user", async () => {
    const who = await known(as("Auditor"), "/admin/audit-logs");
    const body = { name: who.name, role: "Support", tenantIds: [] };
    expect((await root.client.put(`/super-admin/users/${who.userId}`, body)).status).toBe(200);
    await turns(who, "/admin/audit-logs", 401);
    expect(await there(await signIn(who, other.transport), "/admin/audit-logs")).toBe(403);
  });

  test("other permissions for a role, without signing anybody out", async () => {
    const role = await newRole(root, { permissions: ["ROLES_VIEW"] });
    const who = await known(holder(role), "/admin/roles");
    const put = (permissions: string[]) => root.client.put(`/super-admin/roles/${role.roleId}`, { permissions });
    await put([]);
    await turns(who, "/admin/roles", 403);
    await put(["ROLES_VIEW"]);
    await turns(who, "/admin/roles", 200);
  });

  test("a change made at the other instance holds here", async () => {
    const role = await newRole(root, { permissions: ["ROLES_VIEW"] });
    const who = await holder(role);
    expect((await who.client.get("/admin/roles")).status).toBe(200);
    await root.client.at(other.transport).put(`/super-admin/roles/${role.roleId}`, { permissions: [] });
    await until(
      { withinMs: 1000, what: "refused here" },
      async () => (await who.client.get("/admin/roles")).status === 403,
    );
  });

  test("an invitation that is accepted at one opens the account at the other", async () => {
    const { userId } = await createPerson("Auditor", { status: "invited" });
    const { response } = await root.client.post<{ inviteToken: string }>(`/super-admin/users/${userId}/invitation`, {});
    const password = "Correct horse 8 staple";
    const accepted = await root.client
      .with()
      .at(other.transport)
      .post("/auth/accept-invite", { inviteToken: response.inviteToken, password });
    expect(accepted.status).toBe(200);
    const { response: user } = await root.client.get(`/super-admin/users/${userId}`);
    expect(user).toMatchObject({ status: "active" });
  });

  test("the configuration", async () => {
    const limit = async () =>
      (await root.client.at(other.transport).get("/super-admin/tenants")).headers.get("ratelimit-policy");
    expect(await limit()).toContain("q=1000;");
    const patch = [{ op: "replace", path: "/rateLimits.superAdminPerMinute", value: 997 }];
    const answer = await root.client.call("PATCH", "/super-admin/configurations/global", {
      raw: JSON.stringify(patch),
      headers: { "content-type": "application/json-patch+json" },
    });
    expect(answer.status).toBe(200);
    await until({ withinMs: 1000, what: "the new limit at the other instance" }, async () =>
      (await limit())?.includes("q=997;"),
    );
  });
});
