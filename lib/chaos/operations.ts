import type { z } from "zod";
import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { CHAOS_SOURCES, Chaos, ChaosInput, type ChaosMode, type ChaosSource, modesOf } from "./schema.ts";
import { isChaosAllowed } from "./state.ts";

const OPERATORS = { access: "roles", roles: ["SuperAdmin"], permission: "CONFIG_EDIT" } as const satisfies Policy;
const BY = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002";

const example: z.input<typeof Chaos> = {
  isAllowed: true,
  sources: [
    {
      source: "infrastructure",
      modes: ["down", "stale", "slow", "garbage"],
      mode: "down",
      setById: BY,
      setOn: "2026-11-20T09:30:00.000Z",
      endsOn: "2026-11-20T10:00:00.000Z",
    },
  ],
};

interface Row {
  readonly source: ChaosSource;
  readonly mode: ChaosMode;
  readonly setById: string | null;
  readonly setOn: Date;
  readonly endsOn: Date;
}

async function readChaos(db: Db, now: Date): Promise<z.input<typeof Chaos>> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT source, mode, set_by_id AS "setById", set_at AS "setOn", ends_at AS "endsOn" FROM source_chaos
    WHERE ends_at > ${now.toISOString()}::timestamptz`;
  const known = new Map(rows.map((row) => [row.source, row]));
  const sources = CHAOS_SOURCES.map((source) => {
    const { mode = null, setById = null, setOn = null, endsOn = null } = known.get(source) ?? {};
    return { source, modes: [...modesOf(source)], mode, setById, setOn, endsOn };
  });
  return { isAllowed: isChaosAllowed(), sources };
}

/** Source → mode of those that are degraded, as the audit log keeps it. */
const degraded = ({ sources }: z.input<typeof Chaos>): Record<string, string> =>
  Object.fromEntries(sources.flatMap(({ source, mode }) => (mode === null ? [] : [[source, mode]])));

export const getChaos = operation({
  name: "getSourceChaos",
  summary: "Which sources are degraded on purpose",
  http: { method: "GET", path: "/sources/chaos" },
  policy: OPERATORS,
  limit: "admin",
  audit: null,
  input: {},
  output: Chaos,
  errors: [],
  example: { input: {}, output: example },
  run: async ({ db, now }) => ({ data: await readChaos(db, now) }),
});

export const setChaos = operation({
  name: "setSourceChaos",
  summary: "Degrade sources on purpose, to see what executives then see; replaces what is degraded, and ends by itself",
  http: { method: "PUT", path: "/sources/chaos", message: "Sources degraded as asked" },
  policy: OPERATORS,
  limit: "config",
  audit: ["CHAOS_SWITCHED"],
  entityType: "configuration",
  input: { body: ChaosInput },
  output: Chaos,
  errors: ["CONFLICT"],
  example: {
    input: { body: { sources: { infrastructure: "down" }, minutes: 30, reason: "Rehearsal" } },
    output: example,
  },
  async run({ db, now, actor }, { body }) {
    if (!isChaosAllowed()) {
      throw new AppError("CONFLICT", "This server does not let sources be degraded: CHAOS_SWITCH is off");
    }
    const rows = Object.entries(body.sources).map(([source, mode]) => ({ source, mode }));
    // One change at a time, so that what the record says came before did.
    await db.$executeRaw`LOCK TABLE source_chaos IN SHARE ROW EXCLUSIVE MODE`;
    const before = await readChaos(db, now);
    await db.$executeRaw`DELETE FROM source_chaos`;
    await db.$executeRaw`
      INSERT INTO source_chaos (source, mode, set_by_id, set_at, ends_at, reason)
      SELECT source, mode, ${actor.id}::uuid, ${now.toISOString()}::timestamptz,
        ${now.toISOString()}::timestamptz + make_interval(mins => ${body.minutes}::integer), ${body.reason ?? null}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g(source varchar, mode varchar) WHERE mode IS NOT NULL`;
    const data = await readChaos(db, now);
    return {
      data,
      cascade: { degraded: rows.length },
      audit: {
        action: "CHAOS_SWITCHED",
        entityType: "configuration",
        entityId: "global",
        reason: body.reason,
        before: { degraded: degraded(before) },
        after: { degraded: degraded(data), minutes: body.minutes },
      },
    };
  },
});
