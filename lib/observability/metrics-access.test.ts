import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resetEnv } from "../env.ts";
import { isMetricsReader } from "./metrics-access.ts";

const TOKEN = "a-metrics-token";
const reader = (address: string | null, authorization?: string) =>
  isMetricsReader(
    new Headers({ ...(address !== null && { "x-forwarded-for": address }), ...(authorization && { authorization }) }),
  );

function setUp(changes: Readonly<Record<string, string | undefined>> = {}): void {
  const needed = { DATABASE_URL: "postgresql://unused", NEXTAUTH_SECRET: "x".repeat(32), JWT_SIGNING_KEYS: "[]" };
  Object.assign(process.env, needed, changes);
  resetEnv();
}

beforeEach(() => setUp());
afterEach(() => {
  delete process.env["METRICS_TOKEN"];
  delete process.env["TRUST_PROXY"];
  resetEnv();
});

describe("decisions §1 GET /api/metrics: behind a bearer token or loopback only", () => {
  test.each(["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])("without METRICS_TOKEN %s may read", (address) => {
    expect(reader(address)).toBe(true);
  });

  test.each(["10.0.0.1", "::2", "localhost", "127.0.0.1.example", "1127.0.0.1", "", null])(
    "without METRICS_TOKEN %j may not",
    (address) => {
      expect(reader(address)).toBe(false);
    },
  );

  test("nobody becomes loopback by saying so: the last hop counts", () => {
    expect(reader("127.0.0.1, 203.0.113.9")).toBe(false);
  });

  test("decisions §9: METRICS_TOKEN, when set, is required from loopback too", () => {
    setUp({ METRICS_TOKEN: TOKEN });
    expect(reader("127.0.0.1")).toBe(false);
    expect(reader("127.0.0.1", `Bearer ${TOKEN}`)).toBe(true);
    expect(reader("203.0.113.9", `Bearer ${TOKEN}`)).toBe(true);
  });

  test.each(["Bearer ", `Bearer ${TOKEN}x`, `Bearer ${TOKEN.toUpperCase()}`, `Basic ${TOKEN}`, TOKEN])(
    "%j is not the token",
    (authorization) => {
      setUp({ METRICS_TOKEN: TOKEN });
      expect(reader("127.0.0.1", authorization)).toBe(false);
    },
  );
});
