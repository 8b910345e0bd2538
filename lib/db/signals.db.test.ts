import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { until } from "../testing/poll.ts";
import { asApp } from "../testing/rows.ts";
import { areSignalsLive, listenForSignals, onSignal, type Signal, signal } from "./signals.ts";
import { read, rehearsal, transaction } from "./transaction.ts";

const heard: Signal[] = [];
const hears = (userId: string) =>
  until({ withinMs: 2000, what: "the signal" }, () =>
    heard.some((message) => message.kind === "access" && message.userId === userId),
  );

beforeAll(async () => {
  onSignal((message) => heard.push(message));
  listenForSignals();
  await until({ withinMs: 5000, what: "a listening connection" }, areSignalsLive);
});

describe("signals between instances", () => {
  test("arrive at commit, whoever sent them", async () => {
    const userId = uuidv7();
    await transaction((tx) => signal(tx, { kind: "access", userId }));
    await hears(userId);
    const other = uuidv7();
    await asApp("SELECT pg_notify('rookery', $1)", [JSON.stringify({ kind: "access", userId: other })]);
    await hears(other);
  });

  test("never arrive from a transaction that is rolled back or a dry run", async () => {
    const [lost, rehearsed, sent] = [uuidv7(), uuidv7(), uuidv7()];
    const rolledBack = transaction(async (tx) => {
      await signal(tx, { kind: "access", userId: lost });
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    await rehearsal((tx) => signal(tx, { kind: "access", userId: rehearsed }));
    await transaction((tx) => signal(tx, { kind: "access", userId: sent }));
    await hears(sent);
    const users = heard.map((message) => (message.kind === "access" ? message.userId : undefined));
    expect(users).not.toContain(lost);
    expect(users).not.toContain(rehearsed);
  });

  test.each(["", "not JSON", "null", "7", "[]", "{}"])(
    "%j on the channel is ignored and ends nothing",
    async (payload) => {
      const before = heard.length;
      await asApp("SELECT pg_notify('rookery', $1)", [payload]);
      const userId = uuidv7();
      await transaction((tx) => signal(tx, { kind: "access", userId }));
      await hears(userId);
      expect(heard.length).toBe(before + 1);
    },
  );

  test("after a lost connection everything that could be stale is forgotten", async () => {
    heard.length = 0;
    await asApp(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rookery-signals' AND datname = current_database()",
    );
    await until({ withinMs: 5000, what: "a fresh start" }, () => heard.length >= 2 && areSignalsLive());
    expect(heard).toEqual([{ kind: "access" }, { kind: "configuration" }]);
    const userId = uuidv7();
    await until({ withinMs: 5000, what: "service again" }, () => read(async () => true).catch(() => false));
    await transaction((tx) => signal(tx, { kind: "access", userId }));
    await hears(userId);
  });
});
