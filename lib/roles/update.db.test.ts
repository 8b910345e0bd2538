import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import type { Role } from "./schema.ts";
import { holder, newRole } from "./testing.ts";

const ROLES = "/super-admin/roles";
let root: SignedIn;

beforeAll(async () => {
  root = await as("SuperAdmin");
});

const rowsOf = ({ headers }: { headers: Headers }) => auditOf(headers.get("x-request-id"));

describe("SRS §8.3 update a role", () => {
  test("replaces permissions, keeps what is not given, and audits before and after with their versions", async () => {
    const role = await newRole(root, { permissions: ["USERS_VIEW", "TENANTS_VIEW"], description: "Looks" });
    const permissions = ["TENANTS_VIEW", "ROLES_VIEW"];
    const answer = await root.client.put<Role>(`${ROLES}/${role.roleId}`, { permissions, reason: "Less is more" });
    expect([answer.status, answer.headers.get("etag")]).toEqual([200, '"2"']);
    expect(answer.response).toMatchObject({
      name: role.name,
      description: "Looks",
      version: 2,
      permissions: permissions.sort(),
    });
    expect((await root.client.get<Role>(`${ROLES}/${role.roleId}`)).response).toEqual(answer.response);
    const kept = { name: role.name, description: "Looks", isGlobal: true };
    expect(await rowsOf(answer)).toMatchObject([
      {
        action: "ROLE_UPDATED",
        reason: "Less is more",
        before: { ...kept, permissions: ["TENANTS_VIEW", "USERS_VIEW"], version: 1 },
        after: { ...kept, permissions: ["ROLES_VIEW", "TENANTS_VIEW"], version: 2 },
      },
    ]);
  });

  test("a stale If-Match is 412, a fitting one goes through", async () => {
    const { roleId } = await newRole(root);
    const put = (ifMatch: string) =>
      root.client.put(`${ROLES}/${roleId}`, { permissions: [], description: ifMatch }, { "if-match": ifMatch });
    expect((await put('"1"')).status).toBe(200);
    expect((await put('"1"')).status).toBe(412);
    expect((await put('"2"')).status).toBe(200);
  });

  test("system roles are 409, whatever would change, and so is their deletion", async () => {
    for (const { id } of Object.values(SYSTEM_ROLES)) {
      const put = await root.client.put(`${ROLES}/${id}`, { permissions: ["ORDERS_VIEW"] });
      expect([put.status, Object.keys(put.errors)]).toEqual([409, ["roleId"]]);
      expect((await root.client.del(`${ROLES}/${id}`)).status).toBe(409);
    }
  });

  test("a taken name is 409 on name; wildcard and unknown permission are 400; an unknown role is 404", async () => {
    const [role, other] = [await newRole(root), await newRole(root)];
    const put = (body: object, roleId = role.roleId) => root.client.put(`${ROLES}/${roleId}`, body);
    expect((await put({ name: other.name, permissions: [] })).errors).toEqual({ name: expect.any(String) });
    expect((await put({ permissions: ["*"] })).errors).toEqual({ permissions: expect.any(String) });
    expect((await put({ permissions: ["FLY"] })).errors).toEqual({ permissions: expect.any(String) });
    expect((await put({ name: role.name })).errors).toEqual({ permissions: "Required" });
    expect((await put({ permissions: [] }, "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0ff")).status).toBe(404);
    expect((await root.client.get<Role>(`${ROLES}/${role.roleId}`)).response).toEqual(role);
  });

  test("a dry run says who is affected and what changes, and changes nothing", async () => {
    const role = await newRole(root, { permissions: ["USERS_VIEW", "TENANTS_VIEW"] });
    await holder(role);
    await holder(role);
    await createPerson("Support", { roleId: role.roleId });
    const answer = await root.client.put(`${ROLES}/${role.roleId}?dryRun=true`, {
      permissions: ["USERS_VIEW", "ROLES_VIEW", "AUDIT_VIEW"],
    });
    expect(answer.response).toMatchObject({
      dryRun: true,
      before: { permissions: ["TENANTS_VIEW", "USERS_VIEW"], version: 1 },
      after: { permissions: ["AUDIT_VIEW", "ROLES_VIEW", "USERS_VIEW"], version: 2 },
      cascade: { users: 3, sessions: 2, permissionsAdded: 2, permissionsRemoved: 1 },
      audit: [{ action: "ROLE_UPDATED", entityType: "role", entityId: role.roleId }],
    });
    expect((await root.client.get<Role>(`${ROLES}/${role.roleId}`)).response).toEqual({ ...role, userCount: 3 });
  });

  test("twenty at once: every one is a version of its own", async () => {
    const role = await newRole(root);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        root.client.put<Role>(`${ROLES}/${role.roleId}`, { permissions: n % 2 ? ["USERS_VIEW"] : ["TENANTS_VIEW"] }),
      ),
    );
    const versions = answers.map(({ response }) => response.version).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 20 }, (_, n) => n + 2));
    const last = answers.find(({ response }) => response.version === 21)?.response;
    expect((await root.client.get<Role>(`${ROLES}/${role.roleId}`)).response).toEqual(last);
  });
});

describe("a change reaches outstanding tokens at once (decisions §2)", () => {
  test("a permission given and taken holds on the next request, without signing in again", async () => {
    const role = await newRole(root, { permissions: ["ORDERS_VIEW"] });
    const { client } = await holder(role);
    const put = (permissions: string[]) => root.client.put(`${ROLES}/${role.roleId}`, { permissions });
    expect((await client.get("/admin/roles")).status).toBe(403);
    await put(["ROLES_VIEW"]);
    expect((await client.get("/admin/roles")).status).toBe(200);
    await put([]);
    expect((await client.get("/admin/roles")).status).toBe(403);
    expect((await client.get("/auth/me")).response).toMatchObject({ role: role.name, permissions: [] });
  });

  test("a role that is no longer global leaves its users their own tenants", async () => {
    const tenantId = await createTenantRow();
    const role = await newRole(root, { permissions: ["ROLES_VIEW"] });
    const [bound, free] = [await holder(role, [tenantId]), await holder(role)];
    const scope = async ({ client }: SignedIn) => (await client.get("/auth/me")).response["tenantScope"];
    expect([await scope(bound), await scope(free)]).toEqual([[tenantId], "global"]);
    await root.client.put(`${ROLES}/${role.roleId}`, { permissions: ["ROLES_VIEW"], isGlobal: false });
    expect([await scope(bound), await scope(free)]).toEqual([[tenantId], []]);
  });

  test("writes nothing of its users: a hundred thousand of them cost what one costs", async () => {
    const role = await newRole(root);
    const { userId } = await holder(role);
    const user = () => prisma().user.findUnique({ where: { id: userId }, include: { sessions: true } });
    const before = await user();
    await root.client.put(`${ROLES}/${role.roleId}`, { permissions: ["USERS_VIEW"] });
    expect(await user()).toEqual(before);
  });
});
