import { randomUUID } from "node:crypto";
import { singleton } from "../core/singleton.ts";
import type { Db } from "../db/client.ts";
import { pool } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";
import { env } from "../env.ts";
import { log } from "../observability/log.ts";
import { outside } from "../observability/surroundings.ts";
import { type Tally, tallies } from "./tally.ts";

/** What an instance says of itself. */
export interface Report {
  readonly memoryBytes: number;
  readonly pool: { readonly max: number; readonly busy: number; readonly idle: number; readonly waiting: number };
  readonly tallies: readonly Tally[];
}

export interface Instance {
  readonly instanceId: string;
  readonly startedOn: Date;
  readonly reportedOn: Date;
  readonly report: Report;
}

const REPORT_MS = 15_000;
/** An instance that has been silent for this long is no longer counted. */
const SILENT_SEC = 50;

const self = singleton("instance", () => ({
  instanceId: randomUUID() as string,
  startedOn: new Date(Date.now() - process.uptime() * 1000),
}));

/** This process, as of now. */
export async function thisInstance(): Promise<Instance> {
  const { totalCount, idleCount, waitingCount } = pool();
  const connections = {
    max: env().DATABASE_POOL_SIZE,
    busy: totalCount - idleCount,
    idle: idleCount,
    waiting: waitingCount,
  };
  const report = { memoryBytes: process.memoryUsage.rss(), pool: connections, tallies: await tallies() };
  return { ...self, reportedOn: new Date(), report };
}

/** Every instance that is running: this one as of now, the others as of their last report. */
export async function instances(db: Db): Promise<Instance[]> {
  const others = await db.$queryRaw<Instance[]>`
    SELECT instance_id AS "instanceId", started_on AS "startedOn", reported_on AS "reportedOn", report FROM instance_reports
    WHERE reported_on > now() - make_interval(secs => ${SILENT_SEC}::float8) AND instance_id <> ${self.instanceId}::uuid
    ORDER BY started_on, instance_id`;
  return [await thisInstance(), ...others];
}

/** Writes down what this instance says of itself, for the others to show. */
export async function report(): Promise<void> {
  const { instanceId, startedOn, report: said } = await thisInstance();
  const row = Prisma.sql`(${instanceId}::uuid, ${startedOn.toISOString()}::timestamptz, now(), ${JSON.stringify(said)}::jsonb)`;
  await read(
    (db) => db.$executeRaw`
    INSERT INTO instance_reports (instance_id, started_on, reported_on, report) VALUES ${row}
    ON CONFLICT (instance_id) DO UPDATE SET reported_on = excluded.reported_on, report = excluded.report`,
  );
}

/** Reports now and then until it is stopped; then the instance is gone for the others at once. */
export function startReporting(): () => Promise<void> {
  let underWay = Promise.resolve();
  const tick = (): void => {
    underWay = report().catch((err: unknown) => log.debug({ err }, "this instance could not report"));
  };
  const timer = outside(() => {
    tick();
    return setInterval(tick, REPORT_MS).unref();
  });
  return async () => {
    clearInterval(timer);
    await underWay;
    await read((db) => db.$executeRaw`DELETE FROM instance_reports WHERE instance_id = ${self.instanceId}::uuid`).catch(
      () => undefined,
    );
  };
}
