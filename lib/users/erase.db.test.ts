import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditLog } from "../audit/schema.ts";
import { prisma } from "../db/client.ts";
import { anonymous, as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow, PASSWORD } from "../testing/people.ts";
import { asApp, asOwner } from "../testing/rows.ts";
import { configured, OURS, offline, sealAll, sealsHome, verify } from "../testing/seals.ts";

// Unlike any other in the database, in every spelling that is looked for.
const EMAIL = `zoe.quill-${randomUUID().slice(0, 8)}@persons.example`;
const NAME = `Zoë O'Quill-${randomUUID().slice(0, 8)}`;
const ADDRESS = "198.51.77.9";
const TRACES = [EMAIL, EMAIL.toUpperCase(), NAME, "198.51.77.", "z***@persons.example", "A friend of theirs"];

let admin: SignedIn;
let userId = "";
let keyId = "";

afterAll(() => rmSync(sealsHome().home, { recursive: true, force: true }));
beforeAll(async () => {
  configured(OURS());
  admin = await as("SuperAdmin");
  const tenantId = await createTenantRow();
  ({ userId } = await createPerson("PoolAdmin", { tenantIds: [tenantId], name: NAME }));
  await prisma().user.update({ where: { id: userId }, data: { email: EMAIL } });
  const login = { email: EMAIL, password: PASSWORD };
  const theirs = { "x-forwarded-for": ADDRESS };
  const { response } = await anonymous().post<{ accessToken: string }>("/auth/login", login, theirs);
  await anonymous().post("/auth/login", { ...login, password: "wrong" }, theirs);
  const own = { ...theirs, authorization: `Bearer ${response.accessToken}`, "idempotency-key": randomUUID() };
  const view = { name: "Mine", query: { email: EMAIL }, hiddenColumns: [], columnOrder: [], isShared: false };
  const saved = await Promise.all([
    anonymous().post("/auth/views", { list: "users", ...view }, own),
    admin.client.post("/auth/views", { list: "users", ...view }),
  ]);
  expect(saved.map(({ status, errors }) => [status, errors])).toEqual([
    [201, {}],
    [201, {}],
  ]);
  for (const isLocked of [true, false]) {
    await admin.client.patch(`/super-admin/users/${userId}/lock`, { isLocked, reason: "A friend of theirs" });
  }
  keyId = randomUUID();
  await asApp(
    "INSERT INTO api_keys (id, name, role_id, hash, created_by_id) SELECT $1::uuid, $2, role_id, decode(md5($1::text), 'hex'), id FROM users WHERE id = $3::uuid",
    [keyId, `Display of ${NAME}`, userId],
  );
  await asApp("INSERT INTO user_identities (issuer, subject, user_id) VALUES ('https://idp.example', $1, $2::uuid)", [
    EMAIL,
    userId,
  ]);
  const text = `Ask ${NAME} <${EMAIL.toUpperCase()}>`;
  await asApp(
    "INSERT INTO alerts (id, type, priority, title, summary, actions, last_on) VALUES (gen_random_uuid(), 'test', 'low', $1::text, $1::text, jsonb_build_array($1::text), now())",
    [text],
  );
  await asApp(
    "INSERT INTO jobs (id, kind, payload, status) VALUES (gen_random_uuid(), 'test', jsonb_build_object('who', $1::text), 'succeeded')",
    [text],
  );
  await sealAll();
});

interface Ended {
  readonly code: number;
  readonly said: string;
}
const command = (...args: string[]) =>
  new Promise<Ended>((resolve) => {
    execFile(process.execPath, ["scripts/user-erase.ts", ...args], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: out + err }),
    );
  });

/** Tables of the live schema, whatever they are, with rows in which a trace of the person is found. */
async function traces(): Promise<string[]> {
  const tables = await asOwner<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
  );
  const each = tables.map(
    ({ name }) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM "${name}" t WHERE t::text LIKE ANY ($1::text[]))`,
  );
  // A row's text doubles quotes and backslashes; these traces have neither.
  const found = await asOwner<{ name: string }>(`${each.join(" UNION ALL ")} ORDER BY 1`, [
    TRACES.map((trace) => `%${trace}%`),
  ]);
  return found.map(({ name }) => name);
}

describe("issue 6: npm run user:erase", () => {
  test("without an id, for nobody, for the last SuperAdmin and with a reason that names the person it does nothing", async () => {
    expect(await command()).toMatchObject({ code: 2, said: expect.stringContaining("Usage") });
    expect((await command("--user", randomUUID(), "--yes")).code).toBe(1);
    await asOwner(
      "UPDATE users SET status = 'locked' WHERE status = 'active' AND id <> $1 AND role_id = (SELECT role_id FROM users WHERE id = $1)",
      [admin.userId],
    );
    const last = await command("--user", admin.userId, "--yes");
    expect(last).toMatchObject({ code: 1, said: expect.stringContaining("last active SuperAdmin") });
    expect((await command("--user", userId, "--yes", "--reason", `${NAME} left`)).said).toContain("Names the person");
    expect((await prisma().user.findUniqueOrThrow({ where: { id: userId } })).erasedOn).toBeNull();
  });

  test("a dry run says what would go and changes nothing; without --yes it is one", async () => {
    const before = await traces();
    expect(before).toEqual(
      expect.arrayContaining([
        "alerts",
        "api_keys",
        "audit_personal_values",
        "jobs",
        "login_events",
        "saved_views",
        "users",
      ]),
    );
    expect(before).not.toContain("audit_events");
    const { code, said } = await command("--user", userId, "--dry-run");
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/^Would go: sessions 1, .*auditValues \d+.*\nNothing was changed/),
    ]);
    expect((await command("--user", userId)).code).toBe(3);
    expect(await traces()).toEqual(before);
  });

  test("afterwards no column of any table holds anything of theirs, and the log is as provable as before", async () => {
    const { code, said } = await command("--user", userId, "--yes", "--reason", "Left the company");
    expect([code, said]).toEqual([0, expect.stringMatching(/^Erased: sessions 1,.* apiKeys 1,/)]);
    expect(await traces()).toEqual([]);
    expect(await verify()).toMatchObject({ valid: true });
    await sealAll();
    const verified = await verify();
    expect([verified.valid, verified.erased > 0]).toEqual([true, true]);
    expect(await offline()).toMatchObject({ code: 3, said: expect.stringContaining("personal values are erased") });
  });

  test("it is on record by the system with its reason, and what was theirs reads as erased", async () => {
    const { response } = await admin.client.get<{ items: AuditLog[] }>(`/super-admin/audit-logs?entityId=${userId}`);
    const [record, unlocked] = response.items;
    expect(record).toMatchObject({
      action: "USER_ERASED",
      actorId: null,
      actorRole: "system",
      reason: "Left the company",
    });
    expect(record?.sentence).toMatch(/^system erased the personal data of user …/);
    expect(unlocked).toMatchObject({
      action: "USER_UNLOCKED",
      reason: null,
      before: { email: null, status: "locked" },
    });
    expect(unlocked?.erased).toContain("before.email");
  });

  test("an empty account is left that nobody signs in with and every act on is 409; its keys are revoked", async () => {
    const { response } = await admin.client.get(`/super-admin/users/${userId}`);
    expect(response).toMatchObject({
      ...{
        name: "Erased user",
        email: `erased-${userId}@erased.invalid`,
        status: "suspended",
        tenants: [],
        sessions: [],
      },
      erasedOn: expect.any(String),
    });
    expect((await anonymous().post("/auth/login", { email: EMAIL, password: PASSWORD })).status).toBe(401);
    const reason = "Try";
    const acts = await Promise.all([
      admin.client.patch(`/super-admin/users/${userId}/lock`, { isLocked: false, reason }),
      admin.client.put(`/super-admin/users/${userId}`, { name: "Back", role: "Auditor", tenantIds: [] }),
      admin.client.post(`/super-admin/users/${userId}/password-reset`, { reason }),
      admin.client.post(`/super-admin/users/${userId}/logout`, { reason }),
    ]);
    expect(acts.map(({ status, errors }) => [status, errors["userId"]])).toEqual(
      acts.map(() => [409, expect.stringContaining("was erased")]),
    );
    expect((await prisma().apiKey.findUniqueOrThrow({ where: { id: keyId } })).revokedOn).not.toBeNull();
    await expect(asOwner("UPDATE users SET status = 'active' WHERE id = $1", [userId])).rejects.toThrow(
      "users_erased_check",
    );
    expect((await command("--user", userId, "--yes")).said).toContain("was erased");
    await expect(asApp("SELECT erase_audit_values($1)", [admin.userId])).rejects.toThrow("an erased user alone");
  });
});
