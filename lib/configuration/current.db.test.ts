import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { as } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { until } from "../testing/poll.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";
import { configuration } from "./current.ts";
import { DEFAULT_CONFIGURATION } from "./definitions.ts";
import { saveConfiguration } from "./versions.ts";

let other: Instance;
beforeAll(async () => {
  other = await startInstance();
});
afterAll(() => other.stop());

const withTtl = (minutes: number) => ({ ...DEFAULT_CONFIGURATION, "auth.accessTokenTtlMinutes": minutes });

describe("decisions §5: a changed key changes the running system on every instance", () => {
  test("before anybody has saved anything the defaults are in force", async () => {
    expect(await configuration()).toEqual(DEFAULT_CONFIGURATION);
  });

  test("the saved values are in force here and at the other instance within seconds", async () => {
    const who = await as("Auditor");
    await configure({ "auth.accessTokenTtlMinutes": 9 });
    let { refreshToken } = who.pair;
    await until({ withinMs: 3000, what: "the lifetime in force at the other instance" }, async () => {
      const { response } = await who.client
        .at(other.transport)
        .post<{ expiresIn: number; refreshToken: string }>("/auth/refresh", { refreshToken });
      refreshToken = response.refreshToken;
      return response.expiresIn === 540;
    });
  });

  test("a version that is rolled back is never in force", async () => {
    const before = await configuration();
    const rolledBack = transaction(async (tx) => {
      await saveConfiguration(tx, withTtl(77), { createdById: null });
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    expect(await configuration()).toEqual(before);
  });

  test("versions count up by one, and of several writers at once one makes each", async () => {
    const newest = async () =>
      (await prisma().configurationVersion.aggregate({ _max: { version: true } }))._max.version;
    const start = (await newest()) ?? 0;
    expect(await configure({ "auth.accessTokenTtlMinutes": 11 })).toBe(start + 1);
    const writers = [12, 13, 14, 15].map((ttl) =>
      transaction((tx) => saveConfiguration(tx, withTtl(ttl), { createdById: null })),
    );
    const saved = (await Promise.allSettled(writers)).filter(({ status }) => status === "fulfilled");
    expect(saved.length).toBeGreaterThan(0);
    expect(await newest()).toBe(start + 1 + saved.length);
    expect(await prisma().configurationVersion.count()).toBe(await newest());
  });
});
