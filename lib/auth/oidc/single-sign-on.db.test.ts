import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clock } from "../../core/clock.ts";
import { AppError } from "../../core/errors.ts";
import { prisma } from "../../db/client.ts";
import { resetEnv } from "../../env.ts";
import { perform } from "../../operation/perform.ts";
import { scopeOf } from "../../operation/request.ts";
import { ANONYMOUS } from "../../operation/serve.ts";
import { signIn } from "../../testing/client.ts";
import { configure } from "../../testing/configure.ts";
import { type Guest, LoopbackProvider } from "../../testing/oidc-provider.ts";
import { createPerson, createTenantRow, PASSWORD, type Person } from "../../testing/people.ts";
import { randomEmail, randomWord } from "../../testing/random.ts";
import { SignOnBrowser } from "../../testing/sign-on-browser.ts";
import { codeFor, enrol } from "../../testing/totp.ts";
import { accessOf } from "../access.ts";
import { consoleToken } from "../next-auth.ts";
import { ticketCookieName } from "../next-auth-handler.ts";
import { consoleLogin } from "../sign-in-operations.ts";
import { openTicket } from "../sign-in-ticket.ts";
import { oidcLogin } from "./operation.ts";

const APP_URL = "http://localhost:3000";
let provider: LoopbackProvider;

beforeAll(async () => {
  provider = await LoopbackProvider.start({ appUrl: APP_URL });
  Object.assign(process.env, provider.environment, { APP_URL });
  resetEnv();
});
afterAll(() => provider.stop());

const guestOf = (person: Pick<Person, "email">, more: Partial<Guest> = {}): Guest => ({
  sub: randomWord("sub-"),
  email: person.email,
  email_verified: true,
  ...more,
});

async function arrive(guest: Guest | null, browser = new SignOnBrowser(APP_URL)) {
  provider.guest = guest;
  const url = await browser.signOn();
  const token = await consoleToken(Object.fromEntries(browser.cookies), new Headers());
  return { path: url.pathname + url.search, token, browser };
}

const lastEvent = () =>
  prisma().auditEvent.findFirstOrThrow({
    where: { action: { in: ["AUTH_LOGIN", "AUTH_LOGIN_FAILED"] } },
    orderBy: { sequence: "desc" },
  });
const errorOf = (path: string): string | null => new URL(path, APP_URL).searchParams.get("error");
const linksOf = ({ userId }: Person) => prisma().userIdentity.count({ where: { userId } });

describe("decisions §2: single sign-on in the console", () => {
  test("a verified address of an active account is linked, opens a console session, and is on the record", async () => {
    const person = await createPerson("Support");
    const guest = guestOf(person, { email: person.email.toUpperCase() });
    const { path, token, browser } = await arrive(guest);
    expect(path).toBe("/console/tenants");
    expect(Object.keys(token ?? {}).sort()).toEqual(["exp", "iat", "jti", "sid", "sub", "ver"]);
    const session = await prisma().session.findUniqueOrThrow({ where: { id: token?.sid ?? "" } });
    expect(session).toMatchObject({ userId: person.userId, kind: "console", userAgent: "Browser" });
    expect((await accessOf(session.id))?.actor).toMatchObject({ id: person.userId, role: "Support" });
    expect(await lastEvent()).toMatchObject({
      action: "AUTH_LOGIN",
      actorId: person.userId,
      after: { method: "oidc", kind: "console", linkedIdentity: true },
    });
    expect([...browser.cookies.values()].join()).not.toContain(person.email);
    const link = await prisma().userIdentity.findFirstOrThrow({ where: { userId: person.userId } });
    expect(link).toMatchObject({ issuer: provider.issuer, subject: guest.sub });
  });

  test("once linked, the subject counts and no longer the address", async () => {
    const person = await createPerson("Support");
    const guest = guestOf(person);
    await arrive(guest);
    const { token } = await arrive({ ...guest, email: randomEmail(), email_verified: false });
    expect(token?.sub).toBe(person.userId);
    expect(await linksOf(person)).toBe(1);
  });

  const invalid: readonly (readonly [string, Partial<Guest>])[] = [
    ["says false", { email_verified: false }],
    ["says true in words", { email_verified: "true" as unknown as boolean }],
  ];
  test("no account is linked when nothing is said of the address", async () => {
    const { email } = await createPerson("Support");
    expect((await arrive({ sub: randomWord("sub-"), email })).path).toBe("/login?error=unverified-email");
    expect((await arrive({ sub: randomWord("sub-") })).path).toBe("/login?error=unverified-email");
  });

  test.each(invalid)("no account is linked when email_verified %s", async (_case, more) => {
    const person = await createPerson("Support");
    const { path, token } = await arrive(guestOf(person, more));
    expect([path, token]).toEqual(["/login?error=unverified-email", null]);
    expect(await linksOf(person)).toBe(0);
    expect(await lastEvent()).toMatchObject({
      action: "AUTH_LOGIN_FAILED",
      outcome: "denied",
      after: { why: "unverified-email", method: "oidc" },
    });
  });

  test("nobody is made an account", async () => {
    const users = await prisma().user.count();
    const { path, token } = await arrive(guestOf({ email: randomEmail() }));
    expect([path, token]).toEqual(["/login?error=unknown-account", null]);
    expect(await prisma().user.count()).toBe(users);
    expect(await lastEvent()).toMatchObject({ outcome: "failure", after: { why: "unknown-account", method: "oidc" } });
  });

  test.each(["locked", "suspended", "invited"] as const)("whoever is %s stays out and unlinked", async (status) => {
    const person = await createPerson("Support", { status });
    const { path, token } = await arrive(guestOf(person));
    expect([path, token]).toEqual(["/login?error=shut-out", null]);
    expect(await linksOf(person)).toBe(0);
    expect(await lastEvent()).toMatchObject({ outcome: "denied", entityId: person.userId });
  });

  test("SRS §6.5: so does whose tenants are all suspended, also with a link", async () => {
    const tenantId = await createTenantRow();
    const person = await createPerson("PoolAdmin", { tenantIds: [tenantId] });
    const guest = guestOf(person);
    expect((await arrive(guest)).token).not.toBeNull();
    await prisma().tenant.update({ where: { id: tenantId }, data: { isActive: false } });
    expect((await arrive(guest)).path).toBe("/login?error=shut-out");
  });

  test("an account has one identity of a provider: another with the same address is refused", async () => {
    const person = await createPerson("Support");
    await arrive(guestOf(person));
    const { path, token } = await arrive(guestOf(person));
    expect([path, token]).toEqual(["/login?error=another-identity", null]);
    expect(await linksOf(person)).toBe(1);
  });

  test("two first sign-ins of two identities at once link one of them", async () => {
    const person = await createPerson("Support");
    const attempt = () => {
      const body = { issuer: provider.issuer, subject: randomWord("sub-"), email: person.email };
      const caller = { actor: ANONYMOUS, request: scopeOf(new Headers()) };
      return perform(oidcLogin, caller, { body: { ...body, emailVerified: true, secondFactor: false } });
    };
    const outcomes = await Promise.allSettled([attempt(), attempt(), attempt()]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await linksOf(person)).toBe(1);
  });
});

describe("decisions §9 TOTP: the second factor", () => {
  test("of the account is asked for after the provider, and the ticket is no session", async () => {
    const person = await createPerson("Support");
    const { secret } = await enrol(await signIn(person));
    const { path, token, browser } = await arrive(guestOf(person));
    expect([path, token]).toEqual(["/login?step=code", null]);
    const first = openTicket(browser.cookies.get(ticketCookieName()) ?? "", clock.now());
    if (first === null || "password" in first) {
      throw new Error("The ticket holds no identity");
    }
    const caller = () => ({ actor: ANONYMOUS, request: scopeOf(new Headers()) });
    const wrong = perform(oidcLogin, caller(), { body: { ...first, totp: "no code" } });
    await expect(wrong).rejects.toThrow(AppError);
    expect(await linksOf(person)).toBe(0);
    const { data } = await perform(oidcLogin, caller(), { body: { ...first, totp: codeFor(secret, 1) } });
    expect(data.userId).toBe(person.userId);
    expect(await lastEvent()).toMatchObject({ after: { method: "oidc", secondFactor: "totp" } });
  });

  test("is not asked for when the provider has seen one", async () => {
    const person = await createPerson("Support");
    await enrol(await signIn(person));
    const { path } = await arrive(guestOf(person, { amr: ["pwd", "mfa"] }));
    expect(path).toBe("/console/tenants");
    expect(await lastEvent()).toMatchObject({ after: { method: "oidc", secondFactor: "provider" } });
  });

  test("of a role that must use one has to be set up first, unless the provider has seen one", async () => {
    await configure({ "auth.mfaRequiredRoles": ["Support"] });
    try {
      const person = await createPerson("Support");
      const guest = guestOf(person, { amr: ["pwd"] });
      const without = await arrive(guest);
      expect((await accessOf(without.token?.sid ?? ""))?.actor.mustEnrol).toBe(true);
      const withFactor = await arrive({ ...guest, amr: ["mfa"] });
      expect((await accessOf(withFactor.token?.sid ?? ""))?.actor.mustEnrol).toBeUndefined();
    } finally {
      await configure({});
    }
  });
});

describe("the code flow", () => {
  const isCallback = (url: URL) => url.pathname === "/api/auth/callback/oidc";

  async function atCallback() {
    const person = await createPerson("Support");
    provider.guest = guestOf(person);
    const browser = new SignOnBrowser(APP_URL);
    return { person, browser, url: await browser.signOn(isCallback) };
  }

  async function expectRefused(browser: SignOnBrowser, url: URL, why = "state-mismatch"): Promise<void> {
    const end = await browser.follow(url);
    expect([end.pathname, end.searchParams.get("error")]).toEqual(["/login", "OAuthCallback"]);
    expect(await consoleToken(Object.fromEntries(browser.cookies), new Headers())).toBeNull();
    await expectOnRecord(why);
  }

  /** The row of a failure before anybody is known: the reason, and nothing that was sent. */
  async function expectOnRecord(why: string): Promise<void> {
    const { action, outcome, actorId, entityId, after } = await lastEvent();
    expect({ action, outcome, actorId, entityId, after }).toEqual({
      action: "AUTH_LOGIN_FAILED",
      outcome: "failure",
      actorId: null,
      entityId: null,
      after: { why, method: "oidc" },
    });
  }

  test("asks with PKCE, state and nonce", async () => {
    const browser = new SignOnBrowser(APP_URL);
    const { searchParams } = await browser.signOn(({ origin }) => origin === provider.issuer);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/.{20,}/),
      nonce: expect.stringMatching(/.{20,}/),
    });
  });

  test("refuses another state", async () => {
    const { browser, url } = await atCallback();
    url.searchParams.set("state", randomWord());
    await expectRefused(browser, url);
  });

  test.each(["state", "nonce", "pkce.code_verifier"])("refuses a browser that lacks its %s", async (name) => {
    const { browser, url } = await atCallback();
    expect(browser.cookies.delete(`next-auth.${name}`)).toBe(true);
    await expectRefused(browser, url);
  });

  test.each(["state", "nonce", "pkce.code_verifier"])("refuses the %s of another sign-in", async (name) => {
    const { browser, url } = await atCallback();
    const other = await atCallback();
    browser.cookies.set(`next-auth.${name}`, other.browser.cookies.get(`next-auth.${name}`) ?? "");
    // The verifier is held against the challenge by the provider.
    await expectRefused(browser, url, name === "pkce.code_verifier" ? "provider-refused" : "state-mismatch");
  });

  test("takes a code once, in the browser that asked for it", async () => {
    const { browser, url } = await atCallback();
    await expectRefused(new SignOnBrowser(APP_URL), url);
    expect((await browser.follow(url)).pathname).toBe("/console/tenants");
    browser.cookies.delete("next-auth.session-token");
    await expectRefused(browser, url);
  });

  test("whoever gives up at the provider is back at the sign-in page", async () => {
    const { path } = await arrive(null);
    expect(errorOf(path)).toBe("Callback");
    await expectOnRecord("provider-refused");
  });

  test("a token that is not about who signed in there is refused and on record", async () => {
    const { browser, url } = await atCallback();
    url.searchParams.set("iss", "https://elsewhere.example");
    expect((await browser.follow(url)).pathname).toBe("/login");
    await expectOnRecord("bad-token");
  });

  test("leads nowhere else afterwards", async () => {
    const person = await createPerson("Support");
    provider.guest = guestOf(person);
    const elsewhere = new URL("/login/single-sign-on?returnTo=https://evil.example/", APP_URL);
    expect((await new SignOnBrowser(APP_URL).follow(elsewhere)).href).toBe(`${APP_URL}/console`);
  });
});

test("decisions §2: with the provider down the sign-in page says so, and the password still works", async () => {
  const person = await createPerson("Support");
  await provider.stop();
  const { path } = await arrive(guestOf(person));
  expect(errorOf(path)).toBe("OAuthSignin");
  expect(await lastEvent()).toMatchObject({ action: "AUTH_LOGIN_FAILED", after: { why: "provider-unreachable" } });
  const caller = { actor: ANONYMOUS, request: scopeOf(new Headers()) };
  const { data } = await perform(consoleLogin, caller, { body: { email: person.email, password: PASSWORD } });
  expect(data.userId).toBe(person.userId);
});
