import { setTimeout as sleep } from "node:timers/promises";
import { smallDisk } from "#lib/testing/faults/disk";
import { type Downstream, type Manner, reconciled, startDownstream } from "#lib/testing/faults/downstream";
import { killUnderLoad, more, type Outcome, outageUnderLoad, UNNOTICED, underLoad } from "#lib/testing/faults/kills";
import { diskFullUnderLoad, poolExhaustedUnderLoad, writeProbe } from "#lib/testing/faults/shortage";
import { startWorld, type World } from "#lib/testing/faults/world";
import { eventServer } from "#lib/testing/inngest/event-server";
import { ownPostgres } from "#lib/testing/own-postgres";
import { until } from "#lib/testing/poll";
import { randomCode } from "#lib/testing/random";

/** A fault as the table names it, and how it is inflicted. */
export interface Fault {
  readonly fault: string;
  readonly load: string;
  inflict(): Promise<Outcome>;
}

const LOAD = "16 clients, mixed writes and reads, 2 instances";
const CLOCK = new URL("../../lib/testing/faults/jumping-clock.mjs", import.meta.url).href;
const HOUR_MS = 3_600_000;

/** Every fault of SRS §13 under the name that --only takes; instances are killed so many times, and told to end a fifth as often. */
export const faults = (kills: number): Readonly<Record<string, () => Fault>> => ({
  kills: () => usual(`Instance killed (kill -9), ${kills} times`, ({ world }) => killUnderLoad(world, kills)),
  terminations: () => {
    const count = Math.ceil(kills / 5);
    return usual(`Instance told to end (SIGTERM), ${count} times`, ({ world }) =>
      killUnderLoad(world, count, ({ terminate }) => terminate()),
    );
  },
  stopped: () =>
    usual("PostgreSQL stopped in order", ({ world }) =>
      outageUnderLoad(world, { takeAway: world.postgres.stop, giveBack: world.postgres.start }),
    ),
  paused: () =>
    usual("PostgreSQL paused (SIGSTOP)", ({ world }) =>
      outageUnderLoad(world, { takeAway: world.postgres.freeze, giveBack: world.postgres.thaw }),
    ),
  killed: () =>
    usual("PostgreSQL killed (kill -9)", ({ world }) =>
      outageUnderLoad(world, { takeAway: world.postgres.kill, giveBack: () => sleep(0) }),
    ),
  disk: diskFull,
  pool: () => usual("Connection pools exhausted", ({ world }) => poolExhaustedUnderLoad(world)),
  slow: () =>
    usual("Provisioning slow (3 s)", ({ world, downstream }) =>
      underLoad(world, async (ledger) => {
        downstream.behave("slow");
        await more(ledger, 60);
        downstream.behave("honest");
        return UNNOTICED;
      }),
    ),
  hanging: () => usual("Provisioning hanging (502)", (stage) => provisioningGone(stage, "hanging")),
  lying: () =>
    usual("Provisioning lying: done, and said to have failed (502)", (stage) => provisioningGone(stage, "lying")),
  inngest: () => ({ fault: "Inngest server gone", load: LOAD, inflict: inngestGone }),
  clock: () =>
    usual("Clock of an instance two hours back, two hours on", ({ world }) =>
      underLoad(world, async (ledger) => {
        for (const jumpMs of [-2 * HOUR_MS, 2 * HOUR_MS, 0]) {
          world.instances[0]?.tell({ jumpMs });
          await more(ledger, 60);
        }
        return UNNOTICED;
      }),
    ),
});

interface Stage {
  readonly world: World;
  readonly downstream: Downstream;
}

/** A fault of two instances that provision downstream and do their background work, which the downstream is compared with too. */
const usual = (fault: string, inflict: (stage: Stage) => Promise<Outcome>): Fault => ({
  fault,
  load: LOAD,
  async inflict() {
    const downstream = await startDownstream();
    const variables = { BACKGROUND: "on", PROVISIONING_URL: downstream.url, JOB_RETRY_BASE_MS: "100" };
    // A clock that is two hours on must not end the clients' tokens.
    const configuration = { "auth.accessTokenTtlMinutes": 1440 };
    const world = await startWorld(2, { variables, preload: [CLOCK], configuration });
    try {
      return await reconciled(await inflict({ world, downstream }), downstream, world);
    } finally {
      await world.end();
      await downstream.close();
    }
  },
});

function provisioningGone({ world, downstream }: Stage, manner: Manner): Promise<Outcome> {
  const create = async (): Promise<number> => {
    const code = randomCode();
    const tenant = { name: `Tenant ${code}`, code, timezone: "UTC", currency: "USD" };
    return (await world.admin.post("/super-admin/tenants", tenant)).status;
  };
  return outageUnderLoad(world, {
    takeAway: () => downstream.behave(manner),
    giveBack: () => downstream.behave("honest"),
    probe: create,
    refusal: 502,
  });
}

/** Every job that a write asked for is delivered once the server is there. */
async function inngestGone(): Promise<Outcome> {
  const server = await eventServer();
  // With mail, each user that is created asks for a job.
  const variables = { BACKGROUND: "on", SMTP_URL: "smtp://127.0.0.1:1", ...server.environment };
  const world = await startWorld(2, { variables });
  const jobs = () => world.sql<{ id: string }>("SELECT id::text FROM jobs WHERE status = 'queued'");
  const undelivered = async () => (await jobs()).filter(({ id }) => !server.taken.has(id));
  try {
    const outcome = await underLoad(world, async (ledger) => {
      await more(ledger, 120);
      const since = performance.now();
      await server.open();
      await until({ withinMs: 60_000, what: "deliveries" }, () => server.taken.size > 0);
      return { msTo503: null, msToRecover: performance.now() - since };
    });
    await until({ withinMs: 60_000, what: "all" }, async () => (await undelivered()).length === 0).catch(
      () => undefined,
    );
    const lost = (await undelivered()).map(({ id }) => `job ${id}`);
    return { ...outcome, lost: [...outcome.lost, ...lost] };
  } finally {
    await world.end();
    server.close();
  }
}

const DISK_MIB = 512;
/** Little to write ahead, so that it is the disk that limits. */
const ON_SMALL_DISK = { max_wal_size: "64MB", min_wal_size: "32MB" };

/** A disk that is really full where this process may mount one, else a PostgreSQL that says so. */
function diskFull(): Fault {
  const disk = smallDisk(DISK_MIB);
  if (disk === null) {
    return usual("PostgreSQL says that its disk is full (SQLSTATE 53100)", ({ world }) =>
      diskFullUnderLoad(world, async () => undefined),
    );
  }
  return {
    fault: "PostgreSQL's disk really full",
    load: LOAD,
    async inflict() {
      const world = await startWorld(2, { postgres: await ownPostgres(disk.path, ON_SMALL_DISK) });
      try {
        return await outageUnderLoad(world, { takeAway: disk.fill, giveBack: disk.free, probe: writeProbe(world) });
      } finally {
        await world.end();
        disk.remove();
      }
    },
  };
}
