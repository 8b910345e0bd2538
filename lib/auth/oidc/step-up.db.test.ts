import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../../db/client.ts";
import { resetEnv } from "../../env.ts";
import { signIn } from "../../testing/client.ts";
import { type Guest, LoopbackProvider } from "../../testing/oidc-provider.ts";
import { createPerson, type Person } from "../../testing/people.ts";
import { randomWord } from "../../testing/random.ts";
import { SignOnBrowser } from "../../testing/sign-on-browser.ts";
import { enrol } from "../../testing/totp.ts";
import { accessOf } from "../access.ts";
import { consoleToken } from "../next-auth.ts";

const APP_URL = "http://localhost:3000";
let provider: LoopbackProvider;
beforeAll(async () => {
  provider = await LoopbackProvider.start({ appUrl: APP_URL });
  Object.assign(process.env, provider.environment, { APP_URL });
  resetEnv();
});
afterAll(() => provider.stop());

const guestOf = ({ email }: Person, more: Partial<Guest> = {}): Guest => ({
  sub: randomWord("sub-"),
  email,
  email_verified: true,
  ...more,
});
const sessionOf = async ({ cookies }: SignOnBrowser) =>
  (await consoleToken(Object.fromEntries(cookies), new Headers()))?.sid ?? "";
const confirmedAt = async (browser: SignOnBrowser) =>
  (await accessOf(await sessionOf(browser)))?.actor.confirmation?.at;

/** Somebody whom the provider has signed in to the console. */
async function arrived() {
  const person = await createPerson("Support");
  const guest = guestOf(person);
  provider.guest = guest;
  const browser = new SignOnBrowser(APP_URL);
  await browser.signOn();
  return { person, guest, browser };
}

const BEGIN = new URL("/step-up/single-sign-on?next=/console/audit&for=sensitiveExport", APP_URL);
const stepUp = (browser: SignOnBrowser) => browser.follow(BEGIN);
const lastEvent = () => prisma().auditEvent.findFirstOrThrow({ orderBy: { sequence: "desc" } });

describe("BF-004: a session of single sign-on confirms itself by signing in there again", () => {
  test("asks the provider to ask again, opens no other session, and goes on", async () => {
    const { browser, person } = await arrived();
    const [session, sessions] = [await sessionOf(browser), await prisma().session.count()];
    const asked = await browser.follow(BEGIN, ({ origin }) => origin === provider.issuer);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({ prompt: "login", max_age: "0" });
    const end = await browser.follow(asked);
    expect(end.pathname + end.search).toBe("/step-up?for=sensitiveExport&next=%2Fconsole%2Faudit&done=1");
    expect([await sessionOf(browser), await prisma().session.count()]).toEqual([session, sessions]);
    expect(await confirmedAt(browser)).toEqual(expect.any(Number));
    expect(await lastEvent()).toMatchObject({
      action: "AUTH_STEP_UP",
      entityId: session,
      after: { userId: person.userId, methods: ["provider"] },
    });
  });

  test.each([
    ["who signs in there is not the identity of the account", "another-identity"],
    ["the provider has seen no second factor of an account that has one", "second-factor-wanted"],
  ])("not when %s", async (_case, why) => {
    const { browser, person } = await arrived();
    if (why === "another-identity") {
      await prisma().userIdentity.deleteMany({ where: { userId: person.userId } });
    } else {
      await prisma().user.update({ where: { id: person.userId }, data: { mfaEnabled: true } });
    }
    const end = await stepUp(browser);
    expect([end.pathname, end.searchParams.get("error")]).toEqual(["/step-up", why]);
    expect(await confirmedAt(browser)).toBeNull();
    expect(await lastEvent()).toMatchObject({ action: "AUTH_STEP_UP_FAILED", outcome: "failure", after: { why } });
  });

  test("whoever gives up there is back where the confirmation is asked for", async () => {
    const { browser } = await arrived();
    provider.guest = null;
    const end = await stepUp(browser);
    expect([end.pathname, end.searchParams.get("next")]).toEqual(["/step-up", "/console/audit"]);
    expect(await confirmedAt(browser)).toBeNull();
  });

  test("what was begun and left is no confirmation of a later sign-in", async () => {
    const { browser } = await arrived();
    await browser.follow(BEGIN, ({ origin }) => origin === provider.issuer);
    expect((await browser.signOn()).pathname).toBe("/console/tenants");
    expect(await confirmedAt(browser)).toBeNull();
  });

  test("`next` is a path of this site alone, and nobody without a session gets to the provider", async () => {
    const { browser } = await arrived();
    const outside = await browser.follow(new URL("/step-up/single-sign-on?next=https://evil.example/", APP_URL));
    expect(outside.searchParams.get("next")).toBe("/console");
    expect((await stepUp(new SignOnBrowser(APP_URL))).pathname).toBe("/step-up");
  });
});

describe("decisions §2: linked identities", () => {
  test("are told without what the provider calls the person, and unlinked by their owner, on record", async () => {
    const { person, guest } = await arrived();
    const { client } = await signIn(person);
    const { response, text } = await client.get<{ identities: { identityId: string; issuer: string }[] }>(
      "/auth/identities",
    );
    expect(response).toMatchObject({ identities: [{ issuer: provider.issuer }], canUnlink: true });
    expect(text).not.toContain(guest.sub);
    const path = `/auth/identities/${response.identities[0]?.identityId}`;
    const stranger = await signIn(await createPerson("SuperAdmin"));
    expect((await stranger.client.del(path)).status).toBe(404);
    expect((await client.del(path)).status).toBe(200);
    expect(await lastEvent()).toMatchObject({ action: "USER_UPDATED", entityId: person.userId });
    expect((await client.del(path)).status).toBe(404);
  });

  test("the only way in stays: an account without a password keeps its identity", async () => {
    const { person } = await arrived();
    const { client } = await signIn(person);
    const { response } = await client.get<{ identities: { identityId: string }[] }>("/auth/identities");
    await prisma().user.update({ where: { id: person.userId }, data: { passwordHash: null } });
    const answer = await client.del(`/auth/identities/${response.identities[0]?.identityId}`);
    expect([answer.status, Object.keys(answer.errors)]).toEqual([409, ["identityId"]]);
    expect(await prisma().userIdentity.count({ where: { userId: person.userId } })).toBe(1);
  });

  test("who has a second factor is not offered the provider", async () => {
    const { browser, person } = await arrived();
    const methods = async () => (await accessOf(await sessionOf(browser)))?.actor.confirmation?.methods;
    expect(await methods()).toEqual(["password", "provider"]);
    await enrol(await signIn(person));
    // Enrolling ended the browser's session; another has what the account has.
    provider.guest = guestOf(person, {
      sub: (await prisma().userIdentity.findFirstOrThrow({ where: { userId: person.userId } })).subject,
      amr: ["mfa"],
    });
    await browser.signOn();
    expect(await methods()).toEqual(["password", "totp"]);
  });
});
