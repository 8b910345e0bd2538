import { transaction } from "../db/transaction.ts";
import type { FunctionConfig, Functions } from "./configuration.ts";
import type { Cron } from "./cron.ts";
import { createRuns, type Wanted } from "./ingest.ts";

/** The event that a schedule gives its function. */
export const SCHEDULED = "inngest/scheduled.timer";

interface Schedule {
  readonly config: FunctionConfig;
  readonly expression: string;
  readonly cron: Cron;
}

const schedulesOf = ({ byId }: Functions): Schedule[] =>
  [...byId.values()].flatMap((config) => [...config.crons].map(([expression, cron]) => ({ config, expression, cron })));

const relation = (schedules: readonly Schedule[]): [string[], string[]] => [
  schedules.map(({ config }) => config.id),
  schedules.map(({ expression }) => expression),
];

/** Enters the functions' schedules and takes out those that their functions no longer have. */
export async function enterSchedules(functions: Functions): Promise<void> {
  const schedules = schedulesOf(functions);
  const [ids, expressions] = relation(schedules);
  await transaction(async (tx) => {
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
    const now = clock?.now ?? new Date();
    const next = schedules.map(({ cron }) => cron(now).toISOString());
    await tx.$executeRaw`
      DELETE FROM function_schedules WHERE function_id = ANY(${[...functions.byId.keys()]}::text[])
        AND (function_id, expression) NOT IN (SELECT * FROM unnest(${ids}::text[], ${expressions}::text[]))`;
    await tx.$executeRaw`
      INSERT INTO function_schedules (function_id, expression, next_on)
      SELECT * FROM unnest(${ids}::text[], ${expressions}::text[], ${next}::timestamptz[]) ON CONFLICT DO NOTHING`;
  });
}

/**
 * Creates the runs of the schedules that have come due, each tick once among all processes; ticks that nobody was there for are
 * made up for by one. Returns how many.
 */
export async function tickSchedules(functions: Functions): Promise<number> {
  const schedules = schedulesOf(functions);
  if (schedules.length === 0) {
    return 0;
  }
  const [ids, expressions] = relation(schedules);
  return transaction(async (tx) => {
    const due = await tx.$queryRaw<{ functionId: string; expression: string; nextOn: Date; now: Date }[]>`
      SELECT function_id AS "functionId", expression, next_on AS "nextOn", now() AS now FROM function_schedules
      WHERE next_on <= now() AND (function_id, expression) IN (SELECT * FROM unnest(${ids}::text[], ${expressions}::text[]))
      FOR UPDATE SKIP LOCKED`;
    const wanted: Wanted[] = [];
    for (const { functionId, expression, nextOn, now } of due) {
      const schedule = schedules.find(({ config, expression: own }) => config.id === functionId && own === expression);
      if (schedule) {
        await tx.$executeRaw`
          UPDATE function_schedules SET next_on = ${schedule.cron(now).toISOString()}::timestamptz
          WHERE function_id = ${functionId} AND expression = ${expression}`;
        wanted.push({ config: schedule.config, event: tickOf(expression, nextOn) });
      }
    }
    await createRuns(tx, wanted);
    return wanted.length;
  });
}

function tickOf(expression: string, at: Date): Wanted["event"] {
  const fireAt = at.toISOString();
  return {
    id: `${expression}@${fireAt}`,
    name: SCHEDULED,
    ts: at.getTime(),
    data: { cron: expression, fireAt, scheduledAt: fireAt },
  };
}
