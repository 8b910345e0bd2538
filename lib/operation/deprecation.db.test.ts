import { describe, expect, test } from "vitest";
import { z } from "zod";
import { apis } from "../apis.ts";
import { bearerActor } from "../auth/bearer.ts";
import { as } from "../testing/client.ts";
import type { Api } from "./api.ts";
import { DEPRECATION_WINDOW_DAYS } from "./deprecation.ts";
import { genericResponse } from "./envelope.ts";
import { openApi } from "./openapi.ts";
import { erase, operation } from "./operation.ts";
import { serve } from "./serve.ts";

const leaving = operation({
  name: "countOldNests",
  summary: "Count the nests as it used to be done",
  http: { method: "GET", path: "/nests/count" },
  deprecated: {
    since: new Date("2026-10-01T00:00:00Z"),
    sunset: new Date("2027-01-01T00:00:00Z"),
    successor: "/api/v2/nests",
  },
  policy: { access: "signed-in" },
  limit: "admin",
  audit: null,
  input: {},
  output: z.object({ nests: z.int().describe("How many nests there are") }),
  errors: [],
  example: { input: {}, output: { nests: 3 } },
  run: async () => ({ data: { nests: 3 } }),
});
const api: Api = {
  name: "old",
  about: "Nests as they were",
  base: "/api/v1/old",
  envelope: genericResponse,
  operations: [
    erase(leaving),
    erase({ ...leaving, name: "countNests", http: { method: "GET", path: "/nests" }, deprecated: undefined }),
  ],
};
const { GET } = serve(api, bearerActor);
const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  GET(new Request(`http://localhost:3000/api/v1/old${path}`, { headers }));

describe("SRS §16 deprecation", () => {
  test("every answer of a deprecated operation says since when, until when, and what takes its place", async () => {
    const { client } = await as("Auditor");
    const announced = {
      deprecation: "@1790812800",
      sunset: "Fri, 01 Jan 2027 00:00:00 GMT",
      link: '</api/v2/nests>; rel="successor-version"',
    };
    for (const [headers, status] of [
      [{ authorization: `Bearer ${client.token}` }, 200],
      [{}, 401],
    ] as const) {
      const answer = await ask("/nests/count", headers);
      expect(answer.status).toBe(status);
      expect(Object.fromEntries(answer.headers)).toMatchObject(announced);
    }
  });

  test("no other operation speaks of it", async () => {
    const { client } = await as("Auditor");
    const { status, headers } = await ask("/nests", { authorization: `Bearer ${client.token}` });
    expect(status).toBe(200);
    for (const name of ["deprecation", "sunset", "link"]) {
      expect(headers.has(name)).toBe(false);
    }
  });

  test("the OpenAPI document marks it", () => {
    const { paths } = openApi([api], "http://localhost:3000", () => true) as { paths: Record<string, { get: object }> };
    expect(paths["/api/v1/old/nests/count"]?.get).toMatchObject({
      deprecated: true,
      description: "Deprecated since 2026-10-01; it goes on 2027-01-01. Use /api/v2/nests instead.",
    });
    expect(paths["/api/v1/old/nests"]?.get).not.toHaveProperty("deprecated");
  });

  test("whatever is deprecated stays for the whole window", () => {
    const days = [...apis, api]
      .flatMap(({ operations }) => operations.flatMap(({ deprecated }) => (deprecated ? [deprecated] : [])))
      .map(({ since, sunset }) => (sunset.getTime() - since.getTime()) / 86_400_000);
    expect(days.filter((each) => each < DEPRECATION_WINDOW_DAYS)).toEqual([]);
    expect(days.length).toBeGreaterThan(0);
  });
});
