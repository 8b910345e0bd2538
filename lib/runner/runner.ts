import { AppError } from "../core/errors.ts";
import { log } from "../observability/log.ts";
import { advance } from "./advance.ts";
import { claimDue } from "./claim-due.ts";
import { type ClaimedRun, leaseKey, renewLeases } from "./claims.ts";
import { type Functions, readFunctions } from "./configuration.ts";
import { ingest } from "./ingest.ts";
import { every, Loop } from "./loop.ts";
import { DEFAULTS, type RunnerOptions } from "./options.ts";
import type { Event, FunctionHandler } from "./protocol.ts";
import { enterSchedules, tickSchedules } from "./schedules.ts";
import { sentEvents } from "./send.ts";
import { LostLease, park, release } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";

const stopping = (): Error => new Error("the process is stopping");

const SCHEDULES_MS = 1000;
/** Longer pauses are left to the poll. */
const TIMER_MAX_MS = 5000;

interface Active {
  readonly run: ClaimedRun;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/**
 * Runs Inngest functions in this process, without a server: drives the SDK's own handler through the SDK's own protocol, with
 * function_runs as the queue. Any number of processes may do so on one database.
 */
export class FunctionRunner {
  readonly #options: Required<RunnerOptions>;
  readonly #active = new Set<Active>();
  readonly #loop: Loop;
  #functions: Functions = { byId: new Map(), byEvent: new Map(), failureHandlers: new Map() };
  #handler: FunctionHandler = () => Promise.reject(new Error("the runner is not connected"));
  #timers: NodeJS.Timeout[] = [];
  #isStopping = false;
  #hasSchedules = false;
  #startsWithKeyed = false;

  constructor(options: RunnerOptions) {
    this.#options = { ...DEFAULTS, ...options };
    const { pollMs } = this.#options;
    this.#loop = new Loop({ subject: "runs", pollMs, work: async () => (await this.tick()) > 0 });
  }

  /** For the SDK's client: takes events in; nothing else is reachable. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const sent = sentEvents(input, init);
    return sent === null
      ? Response.json({ error: "not available in embedded mode", status: 501 }, { status: 501 })
      : Response.json({ ids: await this.accept(sent), status: 200 });
  };

  /** Learns the functions. Throws naming what one of them asks for that cannot be done here. */
  async connect(handler: FunctionHandler): Promise<void> {
    this.#handler = handler;
    this.#functions = await readFunctions(handler);
    this.#hasSchedules = false;
  }

  /** Stores events and wakes up for what they trigger. Returns their ids. */
  async accept(events: readonly (Event & { readonly id: string })[]): Promise<string[]> {
    if ((await ingest(events, this.#functions)) > 0) {
      this.wake();
    }
    return events.map(({ id }) => id);
  }

  /** Starts taking runs up; outlives every outage of the database. */
  start(): void {
    if (this.#timers.length > 0) {
      return;
    }
    this.#loop.start();
    this.#every(SCHEDULES_MS, () => this.tickSchedules());
    this.#every(this.#options.leaseMs / 4, () => this.#renew());
  }

  /** Takes up no more runs and gives those under way back, at no cost to them. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const { abort } of this.#active) {
      abort.abort(stopping());
    }
    for (const timer of this.#timers) {
      clearInterval(timer);
    }
    await this.#loop.stop();
    await this.settled();
  }

  /** Has the loop look for due runs now. */
  wake(): void {
    this.#loop.wake();
  }

  /** Resolves when nothing runs here. */
  async settled(): Promise<void> {
    while (this.#active.size > 0) {
      await Promise.all([...this.#active].map(({ done }) => done));
    }
  }

  /** Takes up what is due now, as far as there is room; returns how many runs. */
  async tick(): Promise<number> {
    const room = this.#options.concurrency - this.#active.size;
    const claimed = room > 0 && !this.#isStopping ? await this.#claim(room) : [];
    for (const run of claimed) {
      this.#launch(run);
    }
    return claimed.length;
  }

  /** Creates the runs of schedules that have come due; returns how many. */
  async tickSchedules(): Promise<number> {
    if (!this.#hasSchedules) {
      await enterSchedules(this.#functions);
      this.#hasSchedules = true;
    }
    const created = await tickSchedules(this.#functions);
    if (created > 0) {
      this.wake();
    }
    return created;
  }

  #claim(room: number): Promise<ClaimedRun[]> {
    this.#startsWithKeyed = !this.#startsWithKeyed;
    return claimDue(room, this.#functions, this.#options.leaseMs, this.#startsWithKeyed);
  }

  #every(ms: number, work: () => Promise<unknown>): void {
    this.#timers.push(every(ms, () => this.#loop.attempt(work)));
  }

  #launch(run: ClaimedRun): void {
    const abort = new AbortController();
    if (this.#isStopping) {
      // Claimed while the process was told to stop: given back like those that were under way.
      abort.abort(stopping());
    }
    const done = this.#advance(run, abort.signal).finally(() => {
      this.#active.delete(active);
      this.wake();
    });
    const active: Active = { run, abort, done };
    this.#active.add(active);
  }

  async #advance(run: ClaimedRun, signal: AbortSignal): Promise<void> {
    try {
      await advance(run, signal, this.#surroundings());
    } catch (thrown) {
      if (!(thrown instanceof LostLease)) {
        await this.#giveUp(run, thrown);
      }
    }
  }

  #surroundings(): Surroundings {
    return {
      functions: this.#functions,
      handler: this.#handler,
      retryDelayMs: this.#options.retryDelayMs,
      graceMs: this.#options.graceMs,
      onParked: (delayMs) => {
        if (delayMs <= TIMER_MAX_MS) {
          setTimeout(() => this.wake(), delayMs).unref();
        }
      },
    };
  }

  /** The run could not be written. An outage costs it nothing; anything else costs an attempt. If even that fails, its lease runs out. */
  async #giveUp(run: ClaimedRun, thrown: unknown): Promise<void> {
    log.warn(
      { runId: run.id, functionId: run.functionId, err: thrown },
      "a run could not be written; it will be taken up again",
    );
    const isOutage = thrown instanceof AppError && thrown.code === "UNAVAILABLE";
    const write = isOutage
      ? release(run)
      : park(run, this.#options.retryDelayMs(run.attempt + 1), run.attempt + 1, run.wakes);
    await write.catch(() => undefined);
  }

  /** Prolongs the leases under way; what was taken over meanwhile is stopped. */
  async #renew(): Promise<void> {
    const active = [...this.#active];
    if (active.length === 0) {
      return;
    }
    const kept = await renewLeases(
      active.map(({ run }) => run),
      this.#options.leaseMs,
    );
    for (const { run, abort } of active.filter((one) => this.#active.has(one) && !kept.has(leaseKey(one.run)))) {
      log.warn({ runId: run.id, functionId: run.functionId }, "a run was taken over by another process");
      abort.abort(new LostLease());
    }
  }
}
