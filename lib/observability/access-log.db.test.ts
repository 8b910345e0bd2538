import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anonymous, as } from "../testing/client.ts";
import { atNests } from "../testing/nests-api.ts";
import { createPerson, PASSWORD } from "../testing/people.ts";
import { log, plainLog } from "./log.ts";
import { metrics } from "./metrics.ts";

interface Line {
  readonly [field: string]: unknown;
  readonly msg: string;
  readonly requestId: string;
}

const lines: string[] = [];
/** Both loggers write what they would print into memory, and print again afterwards. */
const captured = [log, plainLog].map((logger) => {
  const inner = logger as unknown as Record<symbol, unknown>;
  return { logger, inner, stream: inner[pino.symbols.streamSym], level: logger.level };
});

beforeAll(() => {
  for (const { logger, inner } of captured) {
    inner[pino.symbols.streamSym] = { write: (line: string) => lines.push(line) };
    logger.level = "info";
  }
});
afterAll(() => {
  for (const { logger, inner, stream, level } of captured) {
    inner[pino.symbols.streamSym] = stream;
    logger.level = level;
  }
});

const linesOf = (headers: Headers): Line[] =>
  lines.map((line) => JSON.parse(line) as Line).filter(({ requestId }) => requestId === headers.get("x-request-id"));

describe("SRS §14 logging hygiene: structured logs with the request id, redacted", () => {
  test("every call leaves one line, whatever became of it", async () => {
    const { client, userId } = await as("SuperAdmin");
    const calls = [
      await client.get("/super-admin/tenants"),
      await client.get("/super-admin/tenants?pageSize=0"),
      await client.get("/super-admin/nothing"),
      await client.put("/super-admin/tenants", {}),
      await anonymous().get("/auth/me"),
    ];
    const written = calls.map(({ headers }) => linesOf(headers));
    expect(written.map((of) => of.length)).toEqual([1, 1, 1, 1, 1]);
    expect(written.flat()).toMatchObject([
      { operation: "listTenants", api: "super-admin", method: "GET", status: 200, actorId: userId, role: "SuperAdmin" },
      { operation: "listTenants", status: 400 },
      { operation: "unknown", status: 404 },
      { operation: "wrong-method", status: 405 },
      { operation: "me", status: 401, actorId: null, role: "anonymous" },
    ]);
    expect(written.flat().every(({ ms, time }) => typeof ms === "number" && typeof time === "string")).toBe(true);
  });

  test("a 500 is logged with its error and its cause under the id that the client was given", async () => {
    const { client } = await atNests(await createPerson("Auditor"));
    const { headers } = await client.get("/nests-api/ends/bug");
    const [line] = linesOf(headers);
    expect(line).toMatchObject({
      level: 50,
      msg: "request failed",
      status: 500,
      cause: { message: "SELECT secret FROM nests", stack: expect.stringContaining("nests-api.ts") },
    });
  });

  test("no line has a password, a token, a person's name or address, or a full network address", async () => {
    const person = await createPerson("Auditor", { name: "Unmistakable Name" });
    const client = anonymous();
    const { response } = await client.post<{ accessToken: string; refreshToken: string }>("/auth/login", {
      email: person.email,
      password: PASSWORD,
    });
    await client.with(response.accessToken).get("/auth/me");
    await client.post("/auth/refresh", { refreshToken: response.refreshToken });
    await client.post("/auth/login", { email: person.email, password: "Wrong horse 7 staple" });
    const text = lines.join("");
    for (const secret of [
      PASSWORD,
      "Wrong horse",
      response.accessToken,
      response.refreshToken,
      person.email,
      person.name,
      `"${client.address}"`,
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain(`${client.address.replace(/\.\d+$/, ".0/24")}`);
  });

  test("every call is measured by operation, family and class of status", async () => {
    const { client } = await as("SuperAdmin");
    await client.get("/super-admin/audit-logs");
    expect(await metrics.registry.metrics()).toMatch(
      /rookery_request_seconds_count\{operation="listAuditLogs",family="super-admin",status="2xx"\} \d/,
    );
  });
});
