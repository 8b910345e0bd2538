import { randomBytes } from "node:crypto";
import pg from "pg";
import { Interruptible } from "../core/interruptible.ts";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";
import { log } from "../observability/log.ts";
import { outside } from "../observability/surroundings.ts";
import type { Db } from "./client.ts";
import { databaseCircuit } from "./health.ts";
import { unlessSilent } from "./silence.ts";

/** What one instance tells all others about at commit: whose access changed, a new version of the configuration, jobs to be done. */
export type Signal =
  | { readonly kind: "access"; readonly userId?: string }
  | { readonly kind: "configuration"; readonly tenantId?: string }
  | { readonly kind: "jobs" };

const CHANNEL = "rookery";
const BEAT_MS = 300;
const BEAT_TIMEOUT_MS = 500;
const RECONNECT_MS = 400;
/** An answer to anybody this recent shows that the server is there. */
const BUSY_MS = 150;
/** A process that has just started waits longer: nothing says yet that the database is down. */
const FIRST_CONNECT_TIMEOUT_MS = 3000;
/** Ends an attempt that was given up long before. */
const ABANDONED_CONNECT_MS = 10_000;

type Handler = (signal: Signal) => void;

/** One connection that listens for signals and whose heart-beat is the database's health check. */
class SignalListener {
  readonly #handlers = new Set<Handler>();
  #client: pg.Client | undefined;
  #presence: string | null = null;
  #hasListened = false;
  #stopped = false;

  on(handler: Handler): void {
    this.#handlers.add(handler);
  }

  /** True while signals are sure to arrive; without it caches must ask the database. */
  get isLive(): boolean {
    return this.#client !== undefined;
  }

  get presence(): string | null {
    return this.#presence;
  }

  async start(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#session();
      } catch (thrown) {
        if (this.#stopped) {
          return;
        }
        openCircuit(thrown);
      }
      this.#client = undefined;
      this.#presence = null;
      await delay(RECONNECT_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
    void this.#client?.end().catch(() => undefined);
  }

  async #session(): Promise<void> {
    const client = new pg.Client({
      connectionString: env().DATABASE_URL,
      connectionTimeoutMillis: ABANDONED_CONNECT_MS,
      application_name: "rookery-signals",
    });
    const waiting = new Interruptible();
    let failure: Error | undefined;
    const fail = (error: Error): void => {
      failure ??= error;
      waiting.interrupt(failure);
    };
    client.on("error", fail);
    client.on("end", () => fail(new Error("signal connection ended")));
    client.on("notification", ({ payload }) => this.#deliver(payload));
    try {
      await connect(client, this.#hasListened ? BEAT_TIMEOUT_MS * 2 : FIRST_CONNECT_TIMEOUT_MS);
      await client.query(`LISTEN ${CHANNEL}`);
      const presence = newPresence();
      await client.query("SELECT pg_advisory_lock($1::bigint)", [presence]);
      this.#presence = presence;
      this.#client = client;
      this.#hasListened = true;
      // What was sent while nobody listened is lost: forget everything that could be stale.
      this.#deliver('{"kind":"access"}');
      this.#deliver('{"kind":"configuration"}');
      databaseCircuit().close();
      while (!this.#stopped) {
        if (failure) {
          throw failure;
        }
        await waiting.run(async () => {
          await beat(client);
          await delay(BEAT_MS);
        });
      }
    } finally {
      // Not awaited: a hung server would never answer the good-bye.
      void client.end().catch(() => undefined);
    }
  }

  #deliver(payload: string | undefined): void {
    const signal = parse(payload);
    if (signal) {
      for (const handler of this.#handlers) {
        handler(signal);
      }
    }
  }
}

/** A key that nobody has had, above all keys with a meaning of their own. */
const newPresence = (): string => ((1n << 62n) | (randomBytes(8).readBigUInt64BE() >> 2n)).toString();

/** Null for what no instance of ours can have sent: whoever may connect may notify, and nothing they say may end the process. */
function parse(payload: string | undefined): Signal | null {
  try {
    const value: unknown = JSON.parse(payload ?? "null");
    return typeof value === "object" && value !== null && "kind" in value ? (value as Signal) : null;
  } catch {
    return null;
  }
}

/** The database is slow with this connection while it answers others: no outage. */
class BusyError extends Error {}

function openCircuit(thrown: unknown): void {
  if (!(thrown instanceof BusyError)) {
    databaseCircuit().open(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const isAnsweringOthers = (): boolean => performance.now() - databaseCircuit().answeredAt < BUSY_MS;

const delay = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/** Connects, or rejects when that does not come about while the process is awake for so long. */
async function connect(client: pg.Client, withinMs: number): Promise<void> {
  try {
    await unlessSilent(client.connect(), withinMs);
  } catch (thrown) {
    throw isAnsweringOthers() ? new BusyError("connecting takes long") : thrown;
  }
}

/** Rejects when the server stays silent. A late answer while others arrive is no proof: then the server is busy, not gone. */
async function beat(client: pg.Client): Promise<void> {
  let isAnswered = false;
  const answer = client.query("SELECT 1").then(() => {
    isAnswered = true;
  });
  await unlessSilent(answer, BEAT_TIMEOUT_MS).catch(async (silence: unknown) => {
    while (!isAnswered && isAnsweringOthers()) {
      await Promise.race([answer, delay(BUSY_MS)]);
    }
    if (!isAnswered) {
      throw silence;
    }
  });
}

const listener = (): SignalListener => singleton("signalListener", () => new SignalListener());

/** Starts listening, once per process. */
export function listenForSignals(): void {
  singleton("signalListenerRun", () =>
    outside(() => listener().start()).catch((err: unknown) => log.error({ err }, "signal listener stopped")),
  );
}

/** Ends the listening connection, for tests and a clean shutdown. */
export const stopListening = (): void => listener().stop();

/** Calls `handler` on each signal of any instance, and with every kind after a reconnection. */
export const onSignal = (handler: Handler): void => listener().on(handler);

/**
 * Key of the advisory lock that this process holds as long as its signal connection lives, so that others see when it has died;
 * null while it holds none. Another one after each reconnection.
 */
export const presence = (): string | null => listener().presence;

/** True while signals are sure to arrive. */
export const areSignalsLive = (): boolean => listener().isLive;

/** Sends the signal when the transaction commits, and never if it does not. */
export async function signal(tx: Db, message: Signal): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, ${JSON.stringify(message)})`;
}

/** As `signal`, for many messages in one statement. */
export async function signalAll(tx: Db, messages: readonly Signal[]): Promise<void> {
  const texts = messages.map((message) => JSON.stringify(message));
  await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, m) FROM unnest(${texts}::text[]) m`;
}
