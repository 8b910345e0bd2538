import { log } from "../observability/log.ts";

const PAUSE_AFTER_ERROR_MS = 1000;

export interface LoopOptions {
  /** For the log, as in "runs cannot be taken up". */
  readonly subject: string;
  /** Takes up what there is; returns true to be asked again at once. */
  readonly work: () => Promise<boolean>;
  /** How long to wait when there was nothing and nobody calls. */
  readonly pollMs: number;
}

/** Asks for work until it is stopped: again at once while there is some, when woken, and now and then. It outlives every outage. */
export class Loop {
  readonly #options: LoopOptions;
  #running: Promise<void> | undefined;
  #isStopping = false;
  #isFailing = false;
  #isWoken = false;
  #interrupt: () => void = () => undefined;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Has the loop look now; a call while it is looking makes it look once more. */
  wake(): void {
    this.#isWoken = true;
    this.#interrupt();
  }

  /** Resolves when the turn under way is over; there is none after it. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#interrupt();
    await this.#running;
  }

  /** Runs `work`, true when it succeeded. Only the first failure of a row is logged. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.#isFailing = false;
      return true;
    } catch (err) {
      if (!this.#isFailing) {
        log.warn({ err }, `${this.#options.subject} cannot be taken up; trying on`);
      }
      this.#isFailing = true;
      return false;
    }
  }

  async #run(): Promise<void> {
    const { work, pollMs } = this.#options;
    while (!this.#isStopping) {
      this.#isWoken = false;
      let hasMore = false;
      const isDone = await this.attempt(async () => {
        hasMore = await work();
      });
      if (!isDone) {
        this.#isWoken = false;
        await this.#idle(PAUSE_AFTER_ERROR_MS);
      } else if (!hasMore) {
        await this.#idle(pollMs);
      }
    }
  }

  #idle(ms: number): Promise<void> {
    if (this.#isStopping || this.#isWoken) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.#interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Does the work every so many milliseconds, never twice at a time; `work` must not throw. It keeps no process alive. */
export function every(ms: number, work: () => Promise<unknown>): NodeJS.Timeout {
  let isBusy = false;
  const turn = async (): Promise<void> => {
    if (!isBusy) {
      isBusy = true;
      await work();
      isBusy = false;
    }
  };
  return setInterval(() => void turn(), ms).unref();
}
