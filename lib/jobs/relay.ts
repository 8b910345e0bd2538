import { onSignal } from "../db/signals.ts";
import { Loop } from "../runner/loop.ts";
import type { Catalogue } from "./job.ts";
import { type JobEvent, markPublished, takeDue, withdrawPromise } from "./outbox.ts";

/** Sends events to what runs the jobs. Throws when that cannot be reached. */
export type Publish = (events: readonly JobEvent[]) => Promise<void>;

const POLL_MS = 500;
const BATCH = 100;
const RESEND_MS = 5000;

/** Publishes jobs after the commit that made them, at least once. While the other side is down they wait in their rows (SRS §13). */
export class Relay {
  readonly #catalogue: Catalogue;
  readonly #publish: Publish;
  readonly #loop = new Loop({ subject: "jobs", pollMs: POLL_MS, work: async () => (await this.tick()) === BATCH });

  constructor(catalogue: Catalogue, publish: Publish) {
    this.#catalogue = catalogue;
    this.#publish = publish;
  }

  start(): void {
    onSignal(({ kind }) => {
      if (kind === "jobs") {
        this.#loop.wake();
      }
    });
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Publishes what is due now, up to a batch; returns how many. */
  async tick(): Promise<number> {
    const events = await takeDue(this.#catalogue, BATCH);
    if (events.length === 0) {
      return 0;
    }
    try {
      await this.#publish(events);
    } catch (thrown) {
      await withdrawPromise(events, RESEND_MS);
      throw thrown;
    }
    await markPublished(events);
    return events.length;
  }
}
