import { setTimeout as pause } from "node:timers/promises";
import { Client } from "../client.ts";
import { until } from "../poll.ts";
import type { Instance } from "../second-instance.ts";
import { Ledger } from "./ledger.ts";
import { judge, type Verdict } from "./verdict.ts";
import { through, type World } from "./world.ts";

/** How long a fault took to be told, and its end to be felt; null where nobody was told or it is not measured. */
interface Times {
  /** From the fault to the first answer that says so. */
  readonly msTo503: number | null;
  /** From its end to the first good answer. */
  readonly msToRecover: number | null;
}

/** What a fault did to a load. */
export interface Outcome extends Verdict, Times {
  readonly requests: number;
}

/** A fault that nobody is told of. */
export const UNNOTICED: Times = { msTo503: null, msToRecover: null };

/** Clients with tokens of their own would only sign in; it is their addresses and their connections that differ. */
const clientsOf = ({ admin, origin }: Pick<World, "admin" | "origin">, count: number): Client[] =>
  Array.from({ length: count }, () => new Client(through(origin), admin.token));

/** Lets something happen while 16 clients write, repeat what is not answered, and compares what they were told with what is there. */
export async function underLoad(
  world: Pick<World, "admin" | "origin" | "sql">,
  happen: (ledger: Ledger) => Promise<Times>,
): Promise<Outcome> {
  const ledger = new Ledger();
  const running = ledger.run(clientsOf(world, 16));
  try {
    await more(ledger, 60);
    const times = await happen(ledger);
    await more(ledger, 60);
    ledger.end();
    await running;
    return { ...(await judge(ledger, world.sql)), requests: ledger.requests, ...times };
  } finally {
    ledger.end();
  }
}

/** Ends instances in turn, `count` times and by kill -9 unless told otherwise: the next one when the last is replaced and work has gone on. */
export function killUnderLoad(
  world: World,
  count: number,
  end?: (instance: Instance) => Promise<unknown>,
): Promise<Outcome> {
  return underLoad(world, async (ledger) => {
    let slowest = 0;
    for (let n = 0; n < count; n += 1) {
      const since = performance.now();
      await world.replace(n % world.instances.length, end);
      slowest = Math.max(slowest, performance.now() - since);
      await more(ledger, 40);
    }
    return { msTo503: null, msToRecover: slowest };
  });
}

/** What is taken away, how it is given back, and how a client sees that it is gone. */
export interface Outage {
  readonly takeAway: () => Promise<void> | void;
  readonly giveBack: () => Promise<void> | void;
  /** Asks for what is gone; resolves with the status. A read unless given. */
  readonly probe?: () => Promise<number>;
  /** The status while it is gone; 503 unless given. */
  readonly refusal?: number;
}

/** Takes something away while 16 clients write, keeps it away until they have been told so, and gives it back. */
export function outageUnderLoad(world: World, { takeAway, giveBack, probe, refusal = 503 }: Outage): Promise<Outcome> {
  const ask = probe ?? (async () => (await world.admin.get("/super-admin/tenants?pageSize=1")).status);
  return underLoad(world, async () => {
    const since = performance.now();
    await takeAway();
    await until({ withinMs: 60_000, what: "known as down" }, async () => (await ask()) === refusal);
    const msTo503 = performance.now() - since;
    await pause(1000);
    const back = performance.now();
    await giveBack();
    await until({ withinMs: 60_000, what: "service again" }, async () => (await ask()) < 300);
    return { msTo503, msToRecover: performance.now() - back };
  });
}

/** Waits until so many more writes have been acknowledged. */
export async function more(ledger: Ledger, count: number): Promise<void> {
  const goal = ledger.acknowledged + count;
  await until({ withinMs: 120_000, what: `${count} more writes` }, () => ledger.acknowledged >= goal);
}
