import { setTimeout as pause } from "node:timers/promises";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postmarkAuthorization, postmarkRecord } from "../ingest/testing.ts";
import { as, Client, type SignedIn, signIn, type TokenPair } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createPerson, createTenantRow, PASSWORD } from "../testing/people.ts";
import { randomAddress, randomEmail } from "../testing/random.ts";
import { asApp } from "../testing/rows.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";
import { addWebhook } from "../webhooks/testing.ts";
import { CONFIGURATION_KEYS, type Configuration, type ConfigurationKey, DEFAULT_CONFIGURATION } from "./definitions.ts";

// Each key is changed at one instance of the application, and a second later the other one behaves differently.

let admin: SignedIn;
let other: Instance;
beforeAll(async () => {
  other = await startInstance();
  admin = await as("SuperAdmin");
  await createPerson("SuperAdmin"); // approvals can be asked for only where there is a second person
});
afterAll(() => other.stop());
beforeEach(() => configure({}));

const anyone = (address = randomAddress()) => new Client(other.transport, undefined, address);
const elsewhere = () => admin.client.at(other.transport);
const login = (email: string, password = "Wrong horse 7 staple", address?: string) =>
  anyone(address).post<TokenPair>("/auth/login", { email, password });
const newUser = (password?: string) =>
  elsewhere().post("/super-admin/users", {
    email: randomEmail(),
    name: "New",
    role: "Auditor",
    ...(password && { password }),
  });
const statusOf = async (answer: Promise<{ status: number }>) => (await answer).status;

/** The status of the last of so many failed sign-ins. */
async function failing(times: number, attempt: () => Promise<{ status: number }>): Promise<number> {
  let last = 0;
  for (let n = 0; n < times; n += 1) {
    last = await statusOf(attempt());
  }
  return last;
}

/** The allowance that an answer of somebody fresh names. */
async function allowance(method: string, path: string): Promise<string> {
  const { client } = await as("SuperAdmin");
  const { headers } = await client.at(other.transport).call(method, path);
  return headers.get("ratelimit-policy") ?? "";
}

async function idleFor(minutes: number): Promise<number> {
  const who = await signIn(await createPerson("Auditor"));
  await asApp(`UPDATE sessions SET last_seen_on = now() - make_interval(mins => $1) WHERE user_id = $2`, [
    minutes,
    who.userId,
  ]);
  return statusOf(who.client.at(other.transport).get("/auth/me"));
}

async function sessionDays(): Promise<number> {
  const { email, userId } = await createPerson("Auditor");
  await login(email, PASSWORD);
  const [row] = await asApp<{ days: number }>(
    "SELECT round(extract(epoch FROM expires_on - created_on) / 86400)::int AS days FROM sessions WHERE user_id = $1",
    [userId],
  );
  return row?.days ?? 0;
}

let auditor: SignedIn | undefined;
/** What a sign-in says, and what a session opened before any change and the new one may still read. */
async function heldToEnrolment() {
  auditor ??= await as("Auditor");
  const { response } = await login(auditor.email, PASSWORD);
  const read = (token: string) => statusOf(anyone().with(token).get("/admin/tenants"));
  return {
    wanted: (response as { mfaEnrollmentRequired?: boolean }).mfaEnrollmentRequired,
    open: await read(auditor.pair.accessToken),
    fresh: await read(response.accessToken),
  };
}

/** For how many minutes a confirmation is good, as it says itself. */
async function confirmedFor(): Promise<number> {
  const { client } = await as("Auditor");
  const body = { password: PASSWORD };
  const { response } = await client.at(other.transport).post<{ steppedUpUntil: string }>("/auth/step-up", body);
  return Math.round((Date.parse(response.steppedUpUntil) - Date.now()) / 60_000);
}

async function webhookTest(): Promise<number> {
  const { tenantId, webhookId } = await addWebhook(await createTenantRow(), "https://hooks.example.com/rookery");
  return statusOf(elsewhere().post(`/super-admin/tenants/${tenantId}/webhooks/${webhookId}/test`));
}

const total = async () =>
  (await elsewhere().get<{ tenant_metrics: { total_tenants: number } }>("/system/overview")).response.tenant_metrics
    .total_tenants;
async function seenAtOnce(): Promise<number> {
  const before = await total();
  await createTenantRow();
  return (await total()) - before;
}

interface Probe<K extends ConfigurationKey> {
  readonly value: Configuration[K];
  readonly observe: () => Promise<unknown>;
  readonly before: unknown;
  readonly after: unknown;
}

/** The keys whose consumer is part of another delivery, or that are looked at elsewhere. */
const ELSEWHERE = {
  "approvals.operations": "lib/proposals/policy.db.test.ts",
  "approvals.expiryHours": "lib/proposals/policy.db.test.ts",
  "audit.retentionMonths": "lib/audit/retention.db.test.ts",
  "cost.ipMonthlyCents": "lib/sources/sources.db.test.ts",
  "cost.vpsMonthlyCents": "lib/sources/sources.db.test.ts",
  "sources.rawRetentionMonths": "lib/facts/retention.db.test.ts",
  "executive.volumeFloor": "lib/executive/coefficients.db.test.ts",
  "executive.revenueRisk": "lib/executive/coefficients.db.test.ts",
  "executive.deliverabilityLimits": "lib/executive/coefficients.db.test.ts",
  "executive.riskBands": "lib/executive/coefficients.db.test.ts",
  "executive.alertLimits": "lib/executive/thresholds.db.test.ts",
  "executive.trendTolerancePercent": "lib/executive/coefficients.db.test.ts",
  "executive.protectionTargetPercent": "lib/executive/coefficients.db.test.ts",
  "executive.decisionDays": "lib/executive/coefficients.db.test.ts",
  "executive.tenantHealth": "lib/executive/coefficients.db.test.ts",
  "executive.staleAfterMinutes": "lib/executive/coefficients.db.test.ts",
  "executive.missingAfterMinutes": "lib/executive/coefficients.db.test.ts",
  "rules.maxImpactPercent": "rule executions",
} as const;

const PROBES: { readonly [K in Exclude<ConfigurationKey, keyof typeof ELSEWHERE>]: Probe<K> } = {
  "auth.passwordPolicy": {
    value: { ...DEFAULT_CONFIGURATION["auth.passwordPolicy"], minLength: 40 },
    observe: () => statusOf(newUser(PASSWORD)),
    before: 201,
    after: 400,
  },
  "auth.sessionTimeoutMinutes": { value: 5, observe: () => idleFor(10), before: 200, after: 401 },
  "auth.accessTokenTtlMinutes": {
    value: 7,
    observe: async () => (await login((await createPerson("Auditor")).email, PASSWORD)).response.expiresIn,
    before: 3600,
    after: 420,
  },
  "auth.mfaRequiredRoles": {
    value: ["Auditor"],
    observe: heldToEnrolment,
    before: { wanted: undefined, open: 200, fresh: 200 },
    after: { wanted: true, open: 403, fresh: 403 },
  },
  "approvals.required": {
    value: true,
    observe: async () =>
      statusOf(
        elsewhere().call("DELETE", `/super-admin/tenants/${await createTenantRow()}?confirm=true`, { body: {} }),
      ),
    before: 200,
    after: 202,
  },
  "auth.refreshTokenTtlDays": { value: 3, observe: sessionDays, before: 30, after: 3 },
  "auth.stepUpRequired": { value: ["roleElevation"], observe: () => statusOf(newUser()), before: 201, after: 403 },
  "auth.stepUpMinutes": { value: 5, observe: confirmedFor, before: 10, after: 5 },
  "auth.loginAttemptsPerAccount": {
    value: 3,
    observe: async () => {
      const { email } = await createPerson("Auditor");
      return failing(4, () => login(email));
    },
    before: 401,
    after: 429,
  },
  "auth.loginAttemptsPerAddress": {
    value: 5,
    observe: async () => {
      const address = randomAddress();
      return failing(6, () => login(randomEmail(), undefined, address));
    },
    before: 401,
    after: 429,
  },
  "rateLimits.superAdminPerMinute": {
    value: 77,
    observe: () => allowance("GET", "/super-admin/tenants"),
    before: '"admin";q=1000;w=60',
    after: '"admin";q=77;w=60',
  },
  "rateLimits.configPerMinute": {
    value: 66,
    observe: () => allowance("GET", "/super-admin/configurations/global"),
    before: '"config";q=100;w=60',
    after: '"config";q=66;w=60',
  },
  "rateLimits.ruleExecutionPerMinute": {
    value: 55,
    observe: () => allowance("POST", `/super-admin/rules/${uuidv7()}/execute?dryRun=true`),
    before: '"ruleExecution";q=30;w=60',
    after: '"ruleExecution";q=55;w=60',
  },
  "rateLimits.ingestPerMinute": {
    value: 4000,
    observe: async () => {
      const { headers } = await anyone().post("/ingest/postmark", postmarkRecord(), {
        authorization: postmarkAuthorization(),
      });
      return headers.get("ratelimit-policy");
    },
    before: '"ingest";q=60000;w=60',
    after: '"ingest";q=4000;w=60',
  },
  "features.webhooks": { value: false, observe: webhookTest, before: 202, after: 409 },
  "features.invitations": { value: false, observe: () => statusOf(newUser()), before: 201, after: 409 },
  "features.bulkActions": {
    value: false,
    observe: () =>
      statusOf(elsewhere().post("/super-admin/selections", { operation: "logoutUsers", filter: { status: "active" } })),
    before: 200,
    after: 409,
  },
  "features.exports": {
    value: false,
    observe: async () => {
      const { client } = admin;
      const request = client.request("GET", "/super-admin/audit-logs/export?format=csv");
      const answer = await other.transport(request);
      await answer.text();
      return answer.status;
    },
    before: 200,
    after: 409,
  },
  "executive.refreshMinutes": { value: 0, observe: seenAtOnce, before: 0, after: 1 },
};

describe("decisions §5: every key changes the running system's behaviour on every instance, here within a second", () => {
  test.each(Object.entries(PROBES))("%s", async (key, probe) => {
    if (key === "executive.refreshMinutes") {
      await total(); // counted now, so that what follows is not
    }
    expect(await probe.observe()).toEqual(probe.before);
    const values = { ...DEFAULT_CONFIGURATION, [key]: probe.value };
    expect((await admin.client.put("/super-admin/configurations/global", { values })).status).toBe(200);
    await pause(1000);
    expect(await probe.observe()).toEqual(probe.after);
  });

  test("no key is without one", () => {
    expect([...Object.keys(PROBES), ...Object.keys(ELSEWHERE)].sort()).toEqual([...CONFIGURATION_KEYS].sort());
  });
});

describe("what is switched off", () => {
  test("is refused by the key's name, in a dry run too, and no audit row is left", async () => {
    await configure({ "features.invitations": false });
    const body = { email: randomEmail(), name: "New", role: "Auditor" };
    for (const query of ["", "?dryRun=true"]) {
      const answer = await admin.client.post(`/super-admin/users${query}`, body);
      expect(answer.body).toEqual({
        statusCode: 409,
        message: "Invitations are switched off by the configuration",
        response: { errors: { "features.invitations": "Invitations are switched off by the configuration" } },
      });
    }
    const { userId } = await createPerson("Auditor", { status: "invited" });
    expect((await admin.client.post(`/super-admin/users/${userId}/invitation`)).status).toBe(409);
  });

  test("a role that may not do it at all is told that first", async () => {
    await configure({ "features.invitations": false });
    const { client } = await as("Auditor");
    expect((await client.post("/admin/users", { email: randomEmail(), name: "New", role: "Auditor" })).status).toBe(
      403,
    );
  });

  test("does not touch what else the operation can do: a user with a password is made", async () => {
    await configure({ "features.invitations": false });
    expect((await newUser(PASSWORD)).status).toBe(201);
  });
});
