import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { env, resetEnv } from "../env.ts";
import { Postbox } from "../mail/testing.ts";
import { anonymous, as, type SignedIn } from "../testing/client.ts";
import { localJobs } from "../testing/jobs.ts";
import { createPerson, PASSWORD } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { auditOf } from "../testing/rows.ts";

// decisions §9 Invitations and resets: what arrives at a real mail server when SMTP_URL is set.

let admin: SignedIn;
let postbox: Postbox;
const NEW_PASSWORD = "Another horse 8 staple";
const local = await localJobs();

const useServer = (url: string) => {
  process.env["SMTP_URL"] = url;
  resetEnv();
};
beforeAll(async () => {
  process.env["JOB_RETRY_BASE_MS"] = "10";
  process.env["APP_URL"] = "https://console.example.com";
  resetEnv();
  admin = await as("SuperAdmin");
});
beforeEach(async () => {
  postbox = await new Postbox().start();
  useServer(postbox.url());
});
afterEach(() => postbox.stop());

const jobs = () =>
  read((db) => db.job.findMany({ where: { kind: "users.mail-link" }, orderBy: { createdOn: "desc" } }));
const runJobs = async () => {
  await until({ withinMs: 10_000, what: "the end of all mail jobs" }, async () => {
    await local.turn();
    return (await jobs()).every(({ status }) => status === "succeeded" || status === "failed");
  });
};
const invite = (changes: object = {}) =>
  admin.client.post<{ userId: string; email: string; inviteToken?: string; isMailed?: true }>("/super-admin/users", {
    email: `${randomUUID()}@example.com`,
    name: "Zoë O'Neill",
    role: "Auditor",
    ...changes,
  });
const tokenIn = (text: string | undefined, page: string) =>
  new RegExp(`https://console\\.example\\.com/${page}#([\\w-]{43})`).exec(text ?? "")?.[1];

describe("decisions §9: with SMTP_URL an invitation is mailed", () => {
  test("the answer has no token; the mail has a link that works once", async () => {
    const { status, response } = await invite();
    expect([status, response.inviteToken, response.isMailed]).toEqual([201, undefined, true]);
    await runJobs();
    const [mail, ...others] = postbox.received;
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: [response.email], from: "no-reply@console.example.com" });
    expect(mail?.text).toContain("Hello Zoë O'Neill");
    const inviteToken = tokenIn(mail?.text, "accept-invite");
    const accept = () => anonymous().post("/auth/accept-invite", { inviteToken, password: NEW_PASSWORD });
    expect([(await accept()).status, (await accept()).status]).toEqual([200, 410]);
  });

  test("a user who is made with a password gets no mail", async () => {
    const { response } = await invite({ password: PASSWORD });
    await runJobs();
    expect([response.isMailed, postbox.received]).toEqual([undefined, []]);
  });

  test("an invitation that fails, and a dry run, mail nothing", async () => {
    const { response } = await invite();
    await runJobs();
    expect((await invite({ email: response.email })).status).toBe(409);
    await admin.client.post("/super-admin/users?dryRun=true", { email: "x@example.com", name: "X", role: "Auditor" });
    await runJobs();
    expect(postbox.received).toHaveLength(1);
  });

  test("of two invitations only the later link is sent, when both wait", async () => {
    const { response } = await invite();
    await admin.client.post(`/super-admin/users/${response.userId}/invitation`);
    await runJobs();
    expect(postbox.received).toHaveLength(1);
    const inviteToken = tokenIn(postbox.received[0]?.text, "accept-invite");
    const accepted = await anonymous().post("/auth/accept-invite", { inviteToken, password: NEW_PASSWORD });
    expect(accepted.status).toBe(200);
  });
});

describe("decisions §9: with SMTP_URL a password reset is mailed", () => {
  test("and its link sets a password", async () => {
    const { userId, email } = await createPerson("Auditor");
    const { response } = await admin.client.post(`/super-admin/users/${userId}/password-reset`);
    expect(response).toEqual({ userId, isMailed: true });
    await runJobs();
    const resetToken = tokenIn(postbox.received[0]?.text, "reset-password");
    const { status } = await anonymous().post("/auth/reset-password", { resetToken, password: NEW_PASSWORD });
    const login = await anonymous().post("/auth/login", { email, password: NEW_PASSWORD });
    expect([postbox.received[0]?.to, status, login.status]).toEqual([[email], 200, 200]);
  });
});

describe("SRS §14 secrets", () => {
  test("neither the job nor the audit log holds the token", async () => {
    const { headers } = await invite();
    const [job] = await jobs();
    await runJobs();
    const token = tokenIn(postbox.received[0]?.text, "accept-invite") ?? "none";
    const rows = await auditOf(headers.get("x-request-id"));
    const kept = JSON.stringify([job, rows], (_key, value) => (typeof value === "bigint" ? Number(value) : value));
    expect(kept).not.toContain(token);
    expect(kept).not.toMatch(/@example\.com(?<!\*\*\*@example\.com)/);
  });
});

describe("SRS §10.5, §13: a mail server that fails", () => {
  test("refuses for good: four attempts, then a dead letter that masks the address", async () => {
    postbox.refusal = "no such mailbox";
    const { status } = await invite();
    await runJobs();
    const [job] = await jobs();
    expect([status, job?.status, job?.attempts]).toEqual([201, "failed", 4]);
    expect(job?.lastError).toMatch(/no such mailbox.*\*\*\*@example\.com/);
    expect(job?.lastError).not.toMatch(/[0-9a-f-]{36}@/);
  });

  test("is out of reach for a while: the mail arrives when it is back", async () => {
    postbox.refusal = "try later";
    await invite();
    await local.turn();
    postbox.refusal = undefined;
    await runJobs();
    expect(postbox.received).toHaveLength(1);
  });
});

describe("SMTP_URL", () => {
  test("carries user and password, escaped, and the sender", async () => {
    await postbox.stop();
    postbox = await new Postbox().start("p@ss/word");
    useServer(postbox.url("mailer:p%40ss%2Fword@", "?from=Help%20Desk%20%3Chelp@example.org%3E"));
    await invite();
    await runJobs();
    const [mail] = postbox.received;
    expect([mail?.user, mail?.from]).toEqual(["mailer", "help@example.org"]);
    expect(mail?.source).toMatch(/^From: Help Desk <help@example.org>/m);
  });

  test.each(["http://mail.example.com", "mail.example.com:25"])("%s is refused at the start", (url) => {
    useServer(url);
    expect(() => env()).toThrow(/SMTP_URL/);
  });
});
