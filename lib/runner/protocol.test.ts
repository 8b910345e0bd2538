import { describe, expect, test } from "vitest";
import { delayMs, retryAfterMs } from "./duration.ts";
import { keyExpression, matchExpression, textAt } from "./expression.ts";
import { failureOf, readAnswer } from "./protocol.ts";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  readAnswer({ status, headers, body: typeof body === "string" ? body : JSON.stringify(body) });

describe("answers", () => {
  test("200 is the end, 206 tells steps, anything else is a failure", () => {
    expect(answer(200, { n: 1 })).toEqual({ kind: "completed", output: { n: 1 } });
    expect(answer(206, [{ id: "a", op: "StepRun", data: 1 }])).toMatchObject({ kind: "steps", ops: [{ data: 1 }] });
    expect(answer(500, { name: "TypeError", message: "x" })).toMatchObject({
      kind: "failed",
      canRetry: true,
      error: { name: "TypeError", message: "x" },
    });
  });

  test("400 and the header forbid a retry; retry-after is passed on", () => {
    expect(answer(400, {})).toMatchObject({ canRetry: false });
    expect(answer(500, {}, { "x-inngest-no-retry": "true" })).toMatchObject({ canRetry: false });
    expect(answer(500, {}, { "retry-after": "5" })).toMatchObject({ canRetry: true, retryAfter: "5" });
  });

  test.each(["", "<html>", "[]", "null", '[{"op":1}]'])("206 with %j is a failure", (body) => {
    expect(answer(206, body)).toMatchObject({ kind: "failed", canRetry: true });
  });

  test("errors in every form have a message", () => {
    expect(failureOf({ name: "E", message: "m", stack: "s" })).toEqual({ name: "E", message: "m", stack: "s" });
    expect(failureOf({ error: "no step" })).toEqual({ name: "Error", message: "no step" });
    expect(failureOf("plain")).toEqual({ name: "Error", message: "plain" });
    expect(failureOf(undefined)).toEqual({ name: "Error", message: "unknown failure" });
  });
});

describe("durations", () => {
  const now = new Date("2026-11-21T10:00:00Z");
  test.each([
    ["2s", 2000],
    ["1h30m", 5_400_000],
    ["1w2d", 777_600_000],
    ["500ms", 500],
    ["2026-11-21T10:00:05.000Z", 5000],
    ["2020-01-01T00:00:00Z", 0],
  ])("%s", (text, ms) => expect(delayMs(text, now)).toBe(ms));
  test.each(["", "soon", "5", "5s later"])("%j is none", (text) => expect(() => delayMs(text, now)).toThrow());
  test("Retry-After in both forms", () => {
    expect(retryAfterMs("3", now)).toBe(3000);
    expect(retryAfterMs("Sat, 21 Nov 2026 10:00:09 GMT", now)).toBe(9000);
    expect(retryAfterMs("nonsense", now)).toBe(0);
  });
});

describe("expressions", () => {
  const event = { data: { id: "a", n: 5, deep: { x: true } } };
  test("paths and text joined by +", () => {
    expect(keyExpression("event.data.id")(event)).toBe("a");
    expect(keyExpression("event.data.id + '-' + event.data.n")(event)).toBe("a-5");
    expect(keyExpression("event.data.missing.more")(event)).toBe("");
  });
  test.each(["", "event", "data.id", "event.data.id == 'a'", "size(event.data.id)"])("%j is refused", (source) => {
    expect(() => keyExpression(source)).toThrow(/cannot evaluate/);
  });
  test("the one form of a wait", () => {
    expect(matchExpression("event.data.id == async.data.id")).toEqual({ own: "data.id", awaited: "data.id" });
    expect(() => matchExpression("async.data.n > 1")).toThrow(/cannot evaluate/);
    expect(textAt(event, "data.deep.x")).toBe("true");
  });
});
