import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Configuration } from "../configuration/definitions.ts";
import { DEFAULT_CONFIGURATION } from "../configuration/definitions.ts";
import { prisma } from "../db/client.ts";
import { STEP_UP_POLICY_NAMES, type StepUpPolicy } from "../policy/step-up.ts";
import { addApiKey } from "../testing/api-keys.ts";
import { type Answer, as, type SignedIn, signIn, type TokenPair } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createPerson, createRole, createTenantRow, PASSWORD } from "../testing/people.ts";
import { randomEmail, randomWord } from "../testing/random.ts";
import { asApp, auditOf } from "../testing/rows.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";
import { codeFor, enrol, wrongCode } from "../testing/totp.ts";

/** A busy machine's signal. */
const WITHIN = { timeout: 5000 };

type Call = (who: Pick<SignedIn, "client">) => Promise<Answer>;

const wanting = (...policies: StepUpPolicy[]): Partial<Configuration> => ({ "auth.stepUpRequired": policies });
const confirm = ({ client }: Pick<SignedIn, "client">, body: object = { password: PASSWORD }) =>
  client.post("/auth/step-up", body);
const newUser: Call = ({ client }) =>
  client.post("/super-admin/users", { email: randomEmail(), name: "New", role: "Auditor" });
const exportLog: Call = ({ client }) => client.get("/super-admin/audit-logs/export?format=csv&action=TENANT_DELETED");
const putValues = ({ client }: Pick<SignedIn, "client">, changes: Partial<Configuration>) =>
  client.put("/super-admin/configurations/global", {
    values: { ...DEFAULT_CONFIGURATION, ...wanting("securityConfiguration"), ...changes },
  });
const reset = async ({ client }: Pick<SignedIn, "client">, role: "ROLE_EXECUTIVE_CFO" | "Auditor") =>
  client.post(`/super-admin/users/${(await createPerson(role)).userId}/password-reset`, {});

/** Moves the session's stamp into the past, by the database's clock. */
const confirmedAgo = (who: SignedIn, seconds: number) =>
  asApp(
    `WITH aged AS (UPDATE sessions SET stepped_up_at = now() - make_interval(secs => $1) WHERE user_id = $2)
     SELECT pg_notify('rookery', json_build_object('kind', 'access', 'userId', $2::text)::text)`,
    [seconds, who.userId],
  );

// On a machine so busy that the database seems away for a moment, each begins once it is back.
beforeEach(() => vi.waitFor(() => configure({}), { timeout: 20_000, interval: 200 }), 30_000);

interface Case {
  readonly act: Call;
  readonly status: number;
}
const GENERIC: Readonly<Record<Exclude<StepUpPolicy, "crossTenantSnapshot">, Case>> = {
  roleElevation: { act: newUser, status: 201 },
  sensitiveExport: { act: exportLog, status: 200 },
  securityConfiguration: { act: (who) => putValues(who, { "audit.retentionMonths": 90 }), status: 200 },
  executivePasswordReset: { act: (who) => reset(who, "ROLE_EXECUTIVE_CFO"), status: 200 },
};

describe("BF-004: what the configuration names has to be confirmed first", () => {
  test.each(Object.entries(GENERIC))(
    "%s: refused with the way to confirm, then done",
    async (policy, { act, status }) => {
      const who = await as("SuperAdmin");
      await configure(wanting(policy as StepUpPolicy));
      const refused = await act(who);
      expect(refused.status).toBe(403);
      expect(refused.response).toEqual({ stepUpRequired: true, policy, methods: ["password"] });
      expect(await auditOf(refused.headers.get("x-request-id"))).toMatchObject([
        { action: "ACCESS_DENIED", outcome: "denied", actorId: who.userId, after: { decidedBy: "state" } },
      ]);
      expect((await confirm(who)).status).toBe(200);
      expect((await act(who)).status).toBe(status);
    },
  );

  test("decisions §7: in the executive family it is 409 PROCESS_REQUIRED, and snapshots as files are exports", async () => {
    const who = await as("SuperAdmin");
    const capture: Call = async ({ client }) => client.post(`/system/tenants/${await createTenantRow()}/snapshots`, {});
    const { response } = await capture(who);
    const file: Call = ({ client }) => client.get(`/system/snapshots/${String(response["snapshot_id"])}?format=csv`);
    await configure(wanting("crossTenantSnapshot", "sensitiveExport"));
    for (const act of [capture, file]) {
      const { status, body } = await act(who);
      expect([status, body["error"]]).toMatchObject([
        409,
        { code: "PROCESS_REQUIRED", details: ["step_up: required", "methods: password"] },
      ]);
    }
    await confirm(who);
    expect([(await capture(who)).status, (await file(who)).status]).toEqual([201, 200]);
  });

  test("by default nothing has to be", async () => {
    const who = await as("SuperAdmin");
    for (const { act, status } of Object.values(GENERIC).filter((one) => one !== GENERIC.securityConfiguration)) {
      expect((await act(who)).status).toBe(status);
    }
    expect(DEFAULT_CONFIGURATION["auth.stepUpRequired"]).toEqual([]);
  });

  test("a dry run is not asked: it changes nothing", async () => {
    const who = await as("SuperAdmin");
    await configure(wanting("roleElevation"));
    const body = { email: randomEmail(), name: "New", role: "Auditor" };
    expect((await who.client.post("/super-admin/users?dryRun=true", body)).status).toBe(200);
  });

  test("who may not do it at all is told that first", async () => {
    await configure(wanting(...STEP_UP_POLICY_NAMES));
    const { client } = await as("Auditor");
    const answer = await client.post("/admin/users", { email: randomEmail(), name: "New", role: "Auditor" });
    expect([answer.status, answer.response]).toEqual([403, null]);
  });

  test("the refusal is not kept under an Idempotency-Key: the same request is done once confirmed", async () => {
    const who = await as("SuperAdmin");
    await configure(wanting("roleElevation"));
    const body = { email: randomEmail(), name: "New", role: "Auditor" };
    const key = { "idempotency-key": randomWord("key-") };
    const send = () => who.client.post("/super-admin/users", body, key);
    expect((await send()).status).toBe(403);
    await confirm(who);
    expect((await send()).status).toBe(201);
  });
});

describe("BF-004: only what raises rights or security is asked for", () => {
  test("a role that loses permissions or is renamed is not, one that gains some is", async () => {
    const who = await as("SuperAdmin");
    const roleId = await createRole(["ORDERS_VIEW", "ORDERS_EDIT"]);
    await configure(wanting("roleElevation"));
    const put = (body: object) => who.client.put(`/super-admin/roles/${roleId}`, body);
    expect((await put({ permissions: ["ORDERS_VIEW"], description: "Less" })).status).toBe(200);
    expect((await put({ permissions: ["ORDERS_VIEW", "USERS_VIEW"] })).status).toBe(403);
  });

  test("a user keeps the role or gets a lower one without, and a higher one not", async () => {
    const who = await as("SuperAdmin");
    const { userId } = await createPerson("Support");
    await configure(wanting("roleElevation"));
    const put = (role: string) => who.client.put(`/super-admin/users/${userId}`, { name: "Same", role });
    expect((await put("Support")).status).toBe(200);
    expect((await put("SuperAdmin")).status).toBe(403);
  });

  test("a configuration that leaves the keys of security alone is saved, by PUT, PATCH and rollback", async () => {
    const who = await as("SuperAdmin");
    const version = await configure(wanting("securityConfiguration"));
    const patch = (path: string, value: unknown) =>
      who.client.call("PATCH", "/super-admin/configurations/global", {
        raw: JSON.stringify([{ op: "replace", path, value }]),
        headers: { "content-type": "application/json-patch+json" },
      });
    expect((await putValues(who, { "executive.refreshMinutes": 7 })).status).toBe(200);
    expect((await patch("/executive.refreshMinutes", 8)).status).toBe(200);
    expect((await patch("/auth.stepUpRequired", [])).status).toBe(403);
    const rollback = (to: number) => who.client.post("/super-admin/configurations/global/rollback", { version: to });
    expect((await rollback(version)).status).toBe(200);
    expect((await rollback(0)).status).toBe(403);
  });

  test("the password of somebody who is no executive is reset", async () => {
    const who = await as("SuperAdmin");
    await configure(wanting("executivePasswordReset"));
    expect((await reset(who, "Auditor")).status).toBe(200);
  });

  test("a snapshot by who reaches one tenant alone crosses none", async () => {
    const tenantId = await createTenantRow();
    const who = await as("ROLE_EXECUTIVE_CFO", { tenantIds: [tenantId] });
    await configure(wanting("crossTenantSnapshot"));
    expect((await who.client.post(`/system/tenants/${tenantId}/snapshots`, {})).status).toBe(201);
  });
});

describe("BF-004: a confirmation", () => {
  beforeEach(() => configure(wanting("roleElevation")));

  test("is good for auth.stepUpMinutes, by the clock of the database", async () => {
    const who = await as("SuperAdmin");
    const before = Date.now();
    const { response } = await confirm(who);
    expect(Date.parse(String(response["steppedUpUntil"])) - before).toBeGreaterThan(9.9 * 60_000);
    await confirmedAgo(who, 9 * 60);
    await expect.poll(async () => (await newUser(who)).status, WITHIN).toBe(201);
    await confirmedAgo(who, 10 * 60);
    await expect.poll(async () => (await newUser(who)).status, WITHIN).toBe(403);
  });

  test("is the session's own: another one of the same person has to confirm for itself", async () => {
    const who = await as("SuperAdmin");
    const other = await signIn(who);
    await confirm(who);
    expect([(await newUser(who)).status, (await newUser(other)).status]).toEqual([201, 403]);
  });

  test("stays with its session through a refresh, and goes with its end", async () => {
    const who = await as("SuperAdmin");
    await confirm(who);
    const { response } = await who.client.post<TokenPair>("/auth/refresh", { refreshToken: who.pair.refreshToken });
    const renewed = who.client.with(response.accessToken);
    expect((await newUser({ client: renewed })).status).toBe(201);
    await renewed.post("/auth/logout", {});
    expect((await newUser({ client: renewed })).status).toBe(401);
    expect((await newUser(await signIn(who))).status).toBe(403);
  });

  test("leaves AUTH_STEP_UP on the session, and no secret", async () => {
    const who = await as("SuperAdmin");
    const rows = await auditOf((await confirm(who)).headers.get("x-request-id"));
    expect(rows).toMatchObject([
      { action: "AUTH_STEP_UP", entityType: "session", after: { userId: who.userId, methods: ["password"] } },
    ]);
    expect(JSON.stringify(rows.map(({ after }) => after))).not.toContain(PASSWORD);
  });

  test("takes the code besides the password where a second factor is enrolled; each is taken once", async () => {
    const who = await as("SuperAdmin");
    const { secret, recoveryCodes } = await enrol(who);
    expect((await newUser(who)).response).toMatchObject({ methods: ["password", "totp"] });
    expect((await confirm(who)).errors).toEqual({ totp: "Required" });
    expect((await confirm(who, { totp: codeFor(secret, 1) })).errors).toEqual({ password: "Required" });
    const wrong = await confirm(who, { password: PASSWORD, totp: wrongCode(secret) });
    expect([wrong.status, Object.keys(wrong.errors)]).toEqual([400, ["totp"]]);
    expect(await auditOf(wrong.headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_STEP_UP_FAILED", outcome: "failure", after: { why: "wrong-code" } },
    ]);
    const both = { password: PASSWORD, totp: recoveryCodes[0] };
    expect([(await confirm(who, both)).status, (await newUser(who)).status]).toEqual([200, 201]);
    expect((await confirm(who, both)).status).toBe(400);
  });

  test("of who has neither password nor code is made at the identity provider", async () => {
    const who = await as("SuperAdmin");
    await prisma().user.update({ where: { id: who.userId }, data: { passwordHash: null } });
    expect((await confirm(who)).status).toBe(409);
  });

  test("a wrong password is on record and counts: after auth.loginAttemptsPerAccount failures none is taken", async () => {
    await configure({ ...wanting("roleElevation"), "auth.loginAttemptsPerAccount": 3 });
    const who = await as("SuperAdmin");
    const wrong = await confirm(who, { password: "Wrong horse 7 staple" });
    expect([wrong.status, Object.keys(wrong.errors)]).toEqual([400, ["password"]]);
    expect(await auditOf(wrong.headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_STEP_UP_FAILED", outcome: "failure", after: { why: "wrong-password" } },
    ]);
    await confirm(who, { password: "Wrong horse 7 staple" });
    await confirm(who, { password: "Wrong horse 7 staple" });
    expect((await confirm(who)).status).toBe(429);
    expect((await newUser(who)).status).toBe(403);
  });

  test("a dry run tells nobody whether a password fits, and confirms nothing", async () => {
    const who = await as("SuperAdmin");
    const answer = await who.client.post("/auth/step-up?dryRun=true", { password: "Wrong horse 7 staple" });
    expect(answer.status).toBe(200);
    expect((await newUser(who)).status).toBe(403);
  });
});

describe("BF-004: an API key", () => {
  test("cannot confirm, and is refused what has to be", async () => {
    const { client } = await addApiKey("Auditor");
    await configure(wanting("sensitiveExport"));
    expect((await confirm({ client })).status).toBe(403);
    const answer = await client.get("/admin/audit-logs/export?format=csv");
    expect([answer.status, answer.body]).toMatchObject([
      403,
      {
        message: "A person has to confirm this, and an API key is none",
        response: { stepUpRequired: true, methods: [] },
      },
    ]);
    await configure({});
    expect((await client.get("/admin/audit-logs/export?format=csv")).status).toBe(200);
  });
});

describe("BF-004: several instances", () => {
  let other: Instance;
  beforeAll(async () => {
    other = await startInstance();
  });
  afterAll(() => other.stop());

  test("a confirmation at one is seen by the other within a second", async () => {
    const who = await as("SuperAdmin");
    await configure(wanting("roleElevation"));
    const elsewhere = { client: who.client.at(other.transport) };
    await expect.poll(async () => (await newUser(elsewhere)).status, WITHIN).toBe(403);
    await confirm(who);
    await expect.poll(async () => (await newUser(elsewhere)).status, WITHIN).toBe(201);
  });
});
