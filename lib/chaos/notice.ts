import { z } from "zod";
import { Instant } from "../core/schema.ts";
import { READERS } from "../executive/access.ts";
import { operation } from "../operation/operation.ts";
import { CHAOS_MODES, CHAOS_SOURCES } from "./schema.ts";
import { isChaosAllowed } from "./state.ts";

export const getDegradedSources = operation({
  name: "getDegradedSources",
  summary: "Which sources are degraded on purpose now: what executives see of them is a rehearsal",
  http: { method: "GET", path: "/sources/degraded" },
  policy: READERS.intelligence,
  limit: "admin",
  audit: null,
  input: {},
  output: z.object({
    degraded: z
      .array(
        z.object({
          source: z.enum(CHAOS_SOURCES).describe("The source"),
          mode: z.enum(CHAOS_MODES).describe("How it is degraded"),
          ends_at: Instant.describe("When it ends by itself"),
        }),
      )
      .describe("Empty: everything is as it is"),
  }),
  errors: [],
  example: {
    input: {},
    output: { degraded: [{ source: "infrastructure", mode: "down", ends_at: "2026-11-20T10:00:00.000Z" }] },
  },
  async run({ db, now }) {
    const degraded = isChaosAllowed()
      ? await db.$queryRaw<
          { source: (typeof CHAOS_SOURCES)[number]; mode: (typeof CHAOS_MODES)[number]; ends_at: Date }[]
        >`
          SELECT source, mode, ends_at FROM source_chaos WHERE ends_at > ${now.toISOString()}::timestamptz ORDER BY source`
      : [];
    return {
      data: { degraded },
      meta: { data_source: "backbone_api", data_quality: "standard", last_updated: now.toISOString() },
    };
  },
});
