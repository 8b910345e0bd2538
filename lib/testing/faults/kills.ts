import { setTimeout as pause } from "node:timers/promises";
import { Client } from "../client.ts";
import { until } from "../poll.ts";
import { Ledger } from "./ledger.ts";
import { judge, type Verdict } from "./verdict.ts";
import { through, type World } from "./world.ts";

/** What a fault did to a load. */
export interface Outcome extends Verdict {
  readonly requests: number;
  /** From the fault to the first 503, and from its end to the first good answer; null where there was none or it is not measured. */
  readonly msTo503: number | null;
  readonly msToRecover: number | null;
}

/** Clients with tokens of their own would only sign in; it is their addresses and their connections that differ. */
const clientsOf = ({ admin, origin }: World, count: number): Client[] =>
  Array.from({ length: count }, () => new Client(through(origin), admin.token));

/** Asks for what the fault takes away; resolves with the status of the answer. */
type Probe = () => Promise<number>;

const readProbe =
  ({ admin }: World): Probe =>
  async () =>
    (await admin.get("/super-admin/tenants?pageSize=1")).status;

/** Kills instances in turn, `kills` times, while 16 clients write: the next one when the last is replaced and work has gone on. */
export async function killUnderLoad(world: World, kills: number): Promise<Outcome> {
  const ledger = new Ledger();
  const running = ledger.run(clientsOf(world, 16));
  let slowest = 0;
  for (let n = 0; n < kills; n += 1) {
    await more(ledger, 40);
    const since = performance.now();
    await world.replace(n % world.instances.length);
    slowest = Math.max(slowest, performance.now() - since);
  }
  await more(ledger, 40);
  ledger.end();
  await running;
  const verdict = await judge(ledger, world.sql);
  return { ...verdict, requests: ledger.requests, msTo503: null, msToRecover: slowest };
}

/** Takes the database away while 16 clients write, keeps it away until they have been told so, and gives it back. */
export async function outageUnderLoad(
  world: World,
  takeAway: () => Promise<void> | void,
  giveBack: () => Promise<void> | void,
  probe: Probe = readProbe(world),
): Promise<Outcome> {
  const ledger = new Ledger();
  const running = ledger.run(clientsOf(world, 16));
  await more(ledger, 60);
  const since = performance.now();
  await takeAway();
  await until({ withinMs: 30_000, what: "known as down" }, async () => (await probe()) === 503);
  const msTo503 = performance.now() - since;
  await pause(1000);
  const back = performance.now();
  await giveBack();
  await until({ withinMs: 60_000, what: "service again" }, async () => (await probe()) === 200);
  const msToRecover = performance.now() - back;
  await more(ledger, 60);
  ledger.end();
  await running;
  return { ...(await judge(ledger, world.sql)), requests: ledger.requests, msTo503, msToRecover };
}

const FULL_TABLES = ["tenants", "users", "api_keys", "audit_events"];

/**
 * Has PostgreSQL answer every write of these tables as it does when its disk is full (SQLSTATE 53100), under the same load. A disk
 * cannot really be filled without harming the machine. `meanwhile` is asked while it is full.
 */
export async function diskFullUnderLoad(world: World, meanwhile: () => Promise<void>): Promise<Outcome> {
  const { admin, sql } = world;
  // Laid before the load and switched by a row: taking triggers on and off would wait for writers, and they for it.
  await sql("CREATE TABLE disk AS SELECT false AS is_full");
  await sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF (SELECT is_full FROM disk) THEN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NEW;
  END $$`);
  for (const table of FULL_TABLES) {
    await sql(`CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION full_disk()`);
  }
  const fill = () => sql("UPDATE disk SET is_full = true").then(() => undefined);
  const free = async (): Promise<void> => {
    await meanwhile();
    await sql("UPDATE disk SET is_full = false");
  };
  const write = async () => {
    const { status } = await admin.post("/super-admin/api-keys", { name: "probe", role: "Auditor" });
    return status === 201 ? 200 : status;
  };
  return outageUnderLoad(world, fill, free, write);
}

/** Waits until so many more writes have been acknowledged. */
async function more(ledger: Ledger, count: number): Promise<void> {
  const goal = ledger.acknowledged + count;
  await until({ withinMs: 90_000, what: `${count} more writes` }, () => ledger.acknowledged >= goal);
}
