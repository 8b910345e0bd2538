import { type Inngest, type InngestFunction, NonRetriableError, RetryAfterError } from "inngest";
import { z } from "zod";

/** Writes down that a function got somewhere. */
export type Note = (entry: { runId: string; what: string; attempt: number }) => Promise<void>;

const Data = z.looseObject({ key: z.string().default(""), ms: z.number().default(0) });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** The shortest delay that every server keeps. */
const again = (message: string): RetryAfterError => new RetryAfterError(message, 1000);

const noting = (note: Note, runId: string, attempt: number) => (what: string) => note({ runId, what, attempt });

type Make = (client: Inngest, note: Note) => InngestFunction.Any;

const flaky: Make = (client, note) =>
  client.createFunction(
    { id: "flaky", retries: 3, triggers: { event: "contract/flaky" } },
    async ({ step, runId, attempt }) => {
      const log = noting(note, runId, attempt);
      const first = await step.run("first", async () => {
        await log("first");
        return { n: 1 };
      });
      const second = await step.run("second", async () => {
        await log("second");
        if (attempt < 2) {
          throw again("not yet");
        }
        return first.n + 1;
      });
      await log(`end ${second}`);
      return second;
    },
  );

const doomed: Make = (client, note) =>
  client.createFunction(
    {
      id: "doomed",
      retries: 3,
      triggers: { event: "contract/doomed" },
      onFailure: ({ event, error }) =>
        note({ runId: event.data.run_id, what: `onFailure ${error.message}`, attempt: 0 }),
    },
    async ({ step, runId, attempt }) => {
      await step.run("boom", async () => {
        await noting(note, runId, attempt)("boom");
        throw again(`boom ${attempt}`);
      });
    },
  );

const body: Make = (client, note) =>
  client.createFunction(
    { id: "body", retries: 2, triggers: { event: "contract/body" } },
    async ({ runId, attempt }) => {
      await noting(note, runId, attempt)("body");
      if (attempt < 1) {
        throw again("not yet");
      }
    },
  );

const fatal: Make = (client, note) =>
  client.createFunction(
    {
      id: "fatal",
      retries: 3,
      triggers: { event: "contract/fatal" },
      onFailure: ({ event, error }) =>
        note({ runId: event.data.run_id, what: `onFailure ${error.message}`, attempt: 0 }),
    },
    async ({ runId, attempt }) => {
      await noting(note, runId, attempt)("fatal");
      throw new NonRetriableError("no use");
    },
  );

const parallel: Make = (client, note) =>
  client.createFunction(
    { id: "parallel", retries: 3, triggers: { event: "contract/parallel" } },
    async ({ step, runId, attempt }) => {
      const log = noting(note, runId, attempt);
      const results = await Promise.all(
        ["p1", "p2", "p3"].map((name) =>
          step.run(name, async () => {
            await log(name);
            if (name === "p2" && attempt < 1) {
              throw again("once");
            }
            return name;
          }),
        ),
      );
      await step.sleep("nap", "1s");
      try {
        await step.run("inner", async () => {
          await log("inner");
          throw new NonRetriableError("catch me");
        });
      } catch (thrown) {
        await step.run("handled", () => log(`handled ${(thrown as Error).message}`));
      }
      await log(`end ${results.join()}`);
    },
  );

const waits: Make = (client, note) =>
  client.createFunction(
    { id: "waits", retries: 3, triggers: { event: "contract/waits" } },
    async ({ step, runId, attempt }) => {
      const log = noting(note, runId, attempt);
      await log("waiting");
      const came = await step.waitForEvent("came", { event: "contract/answer", match: "data.key", timeout: "20s" });
      const none = await step.waitForEvent("none", { event: "contract/never", timeout: "1s" });
      await log(`end ${came?.data.said} ${none}`);
    },
  );

const keyed: Make = (client, note) =>
  client.createFunction(
    {
      id: "keyed",
      retries: 3,
      triggers: { event: "contract/keyed" },
      concurrency: [{ limit: 1, key: "event.data.key" }],
    },
    async ({ event, step, runId, attempt }) => {
      const log = noting(note, runId, attempt);
      const { key, ms } = Data.parse(event.data);
      await step.run("alone", async () => {
        await log(`enter ${key}`);
        await pause(ms);
        await log(`leave ${key}`);
      });
    },
  );

const once: Make = (client, note) =>
  client.createFunction(
    { id: "once", triggers: { event: "contract/once" }, idempotency: "event.data.key" },
    async ({ event, runId }) => noting(note, runId, 0)(`once ${Data.parse(event.data).key}`),
  );

const slow: Make = (client, note) =>
  client.createFunction(
    { id: "slow", retries: 3, triggers: { event: "contract/slow" } },
    async ({ event, step, runId, attempt }) => {
      const log = noting(note, runId, attempt);
      const { ms } = Data.parse(event.data);
      await step.run("one", () => log("one"));
      await step.run("two", async () => {
        await log("two begins");
        // Only the first to get here is slow: whoever takes the run over is not.
        await pause(attempt === 0 ? ms : 0);
        await log("two ends");
      });
      await log("end");
    },
  );

const noop: Make = (client, note) =>
  client.createFunction({ id: "noop", triggers: { event: "contract/noop" } }, async ({ runId }) => {
    await noting(note, runId, 0)("noop");
  });

const ticking: Make = (client, note) =>
  client.createFunction({ id: "ticking", triggers: [{ cron: "* * * * *" }] }, async ({ event, runId }) => {
    await noting(note, runId, 0)(`tick ${event.name}`);
  });

/** The functions that the contract tests run, on the embedded runner and on a server alike. */
export const contractFunctions = (client: Inngest, note: Note): InngestFunction.Any[] =>
  [flaky, doomed, body, fatal, parallel, waits, keyed, once, slow, noop, ticking].map((make) => make(client, note));
