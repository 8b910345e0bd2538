import { randomBytes } from "node:crypto";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { consoleToken, sessionCookieName } from "./auth/next-auth.ts";
import { sealTicket } from "./auth/sign-in-ticket.ts";
import { keyRing } from "./core/sealed.ts";
import { forgetSingletons } from "./core/singleton.ts";
import { prisma } from "./db/client.ts";
import { resetEnv } from "./env.ts";
import { resealStored } from "./reseal.ts";
import { signIn } from "./testing/client.ts";
import { createPerson, type Person } from "./testing/people.ts";
import { type Instance, startInstance } from "./testing/second-instance.ts";

const [old, present] = [randomBytes(36).toString("base64url"), randomBytes(36).toString("base64url")];
const own = { ...process.env };

/** This process under other secrets, as after a restart with them. */
function restart(secret: string, previous = ""): void {
  process.env["NEXTAUTH_SECRET"] = secret;
  process.env["NEXTAUTH_SECRET_PREVIOUS"] = previous;
  resetEnv();
  forgetSingletons("keyRing.");
}
afterAll(() => {
  Object.assign(process.env, own);
  resetEnv();
});

const sealed = (purpose: string, secret: string) => keyRing([secret], purpose).seal("a secret");
const isOpen = (purpose: string, secret: string, text: string) => keyRing([secret], purpose).open(text) === "a secret";

describe("the installation's secret is replaced without signing anybody out", () => {
  const token = { sub: "u", sid: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001", ver: 1 };
  const read = async (cookie: string) => consoleToken({ [sessionCookieName()]: cookie }, new Headers());

  test("a browser's cookie of before is read while the old secret is given, and not after", async () => {
    const cookie = await encode({ token, secret: old });
    restart(present, old);
    expect(await read(cookie)).toMatchObject({ sid: token.sid });
    expect(await read(await encode({ token, secret: present }))).toMatchObject({ sid: token.sid });
    restart(present, `${randomBytes(36).toString("base64url")}, ${old}`);
    expect(await read(cookie)).toMatchObject({ sid: token.sid });
    restart(present);
    expect(await read(cookie)).toBeNull();
  });

  test("what is new is sealed with the new secret alone", () => {
    restart(present, old);
    const ticket = sealTicket({ email: "ann@example.com", password: "x" }, new Date());
    expect(keyRing([present], "sign-in").open(ticket)).toContain("ann@example.com");
    expect(keyRing([old], "sign-in").open(ticket)).toBeNull();
  });

  test("an earlier one that is too short stops the start", () => {
    expect(() => restart(present, "short")).not.toThrow();
    expect(() => sealTicket({ email: "a", password: "b" }, new Date())).toThrow("NEXTAUTH_SECRET_PREVIOUS");
  });
});

describe("an Idempotency-Key across the change", () => {
  let person: Person;
  let instances: readonly Instance[];
  beforeAll(async () => {
    restart(present, old);
    person = await createPerson("SuperAdmin");
    const given = (secret: string, previous: string) =>
      startInstance({ NEXTAUTH_SECRET: secret, NEXTAUTH_SECRET_PREVIOUS: previous });
    instances = await Promise.all([given(old, ""), given(present, old), given(present, "")]);
  });
  afterAll(() => Promise.all(instances.map((instance) => instance.stop())));

  test("its answer is replayed by an instance that knows both secrets, and refused by one that has forgotten", async () => {
    const [before, between, after] = instances.map(({ transport }) => transport);
    if (!before || !between || !after) {
      throw new Error("three instances");
    }
    const { client } = await signIn(person, before);
    const create = (transport: Instance["transport"]) =>
      client
        .at(transport)
        .post(
          "/super-admin/tenants",
          { name: "Aerie", code: "AERIE_1", timezone: "Europe/Oslo", currency: "NOK" },
          { "Idempotency-Key": "across" },
        );
    const first = await create(before);
    expect(first.status).toBe(201);
    const second = await create(between);
    expect([second.status, second.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect(second.body).toEqual(first.body);
    expect((await create(after)).status).toBe(409);
  });
});

describe("npm run secrets:reseal", () => {
  let userId: string;
  let webhookId: string;
  beforeEach(async () => {
    restart(present, old);
    ({ userId } = await createPerson("Support"));
    await prisma().userTotp.create({ data: { userId, secret: sealed("totp", old) } });
    const code = `W_${randomBytes(4).toString("hex").toUpperCase()}`;
    const tenant = await prisma().tenant.create({ data: { code, name: code, timezone: "UTC", currency: "EUR" } });
    const secrets = {
      secret: sealed("webhooks", present),
      previousSecret: sealed("webhooks", old),
      previousSecretEndsOn: new Date(),
    };
    ({ id: webhookId } = await prisma().webhook.create({
      data: { tenantId: tenant.id, url: "https://example.com/hook", events: ["tenant.suspended"], ...secrets },
    }));
  });

  test("seals what is stored with the present secret, once, and keeps what it says", async () => {
    const before = await prisma().webhook.findUniqueOrThrow({ where: { id: webhookId } });
    expect(await resealStored()).toEqual({ renewed: 2, unreadable: 0 });
    const { secret } = await prisma().userTotp.findUniqueOrThrow({ where: { userId } });
    const after = await prisma().webhook.findUniqueOrThrow({ where: { id: webhookId } });
    expect(isOpen("totp", present, secret)).toBe(true);
    expect(isOpen("webhooks", present, after.previousSecret ?? "")).toBe(true);
    expect(after.secret).toBe(before.secret);
    expect(await resealStored()).toEqual({ renewed: 0, unreadable: 0 });
  });

  test("leaves alone and counts what no secret opens", async () => {
    const foreign = sealed("totp", "a secret that nobody has any more");
    await prisma().userTotp.update({ where: { userId }, data: { secret: foreign } });
    expect(await resealStored()).toEqual({ renewed: 1, unreadable: 1 });
    expect((await prisma().userTotp.findUniqueOrThrow({ where: { userId } })).secret).toBe(foreign);
  });
});
