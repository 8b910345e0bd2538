// Sends the demo's history to the running application, as its providers would: signed webhooks, and events of the queue. Newest days
// first, so that there soon is something to see; then it goes on with what happens. Started by npm start, stopped with it.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { queueEvents } from "./demo/happenings.ts";
import { daysToSend, type HistoryState, readState, writeState } from "./demo/progress.ts";
import { mailgunBody, postmarkRecord, stripeSignature } from "./demo/providers.ts";
import { loadSenders, type Sender } from "./demo/senders.ts";
import { stripeEvents } from "./demo/subscriptions.ts";
import { type Outcome, outcomesOf } from "./demo/traffic.ts";

const BATCH = 500;
const LIVE_MS = 120_000;
const TRIES = 20;

const origin = process.argv[2] ?? "";
const variable = (name: string): string => process.env[name] ?? "";
const days = Number(variable("DEMO_HISTORY_DAYS"));
const statePath = join(variable("DATA_DIR"), "demo-history.json");

const senders = await loadSenders(variable("DATABASE_URL"));
let state = readState(statePath, Date.now());
if (state.newestMs === null) {
  await publishHappenings(senders, state.anchorMs);
  for (const sender of senders) {
    for (const event of stripeEvents(sender, state.anchorMs)) await sendStripe(event);
  }
}
for (;;) {
  for (const day of daysToSend(state, Date.now(), days)) {
    await sendDay(day);
    state = covering(state, day);
    writeState(statePath, state);
  }
  await sleep(LIVE_MS);
}

/** The days that have been sent are one span, and the next one lies at an end of it. */
function covering(before: HistoryState, day: number): HistoryState {
  return {
    ...before,
    newestMs: Math.max(before.newestMs ?? day, day),
    oldestMs: Math.min(before.oldestMs ?? day, day),
  };
}

async function sendDay(day: number): Promise<void> {
  const nowMs = Date.now();
  const outcomes = senders
    .flatMap((sender) => outcomesOf(sender, day, state.anchorMs))
    .filter(({ atMs }) => atMs <= nowMs);
  const records = outcomes.filter(({ provider }) => provider === "postmark");
  for (let from = 0; from < records.length; from += BATCH) await sendPostmark(records.slice(from, from + BATCH));
  for (const outcome of outcomes.filter(({ provider }) => provider === "mailgun")) await sendMailgun(outcome);
}

function sendPostmark(outcomes: readonly Outcome[]): Promise<void> {
  const credentials = `${variable("POSTMARK_WEBHOOK_USER")}:${variable("POSTMARK_WEBHOOK_PASSWORD")}`;
  const authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
  return post("postmark", () => ({ body: JSON.stringify(outcomes.map(postmarkRecord)), headers: { authorization } }));
}

function sendMailgun(outcome: Outcome): Promise<void> {
  return post("mailgun", () => ({
    body: JSON.stringify(mailgunBody(outcome, variable("MAILGUN_SIGNING_KEY"))),
    headers: {},
  }));
}

function sendStripe(event: object): Promise<void> {
  const body = JSON.stringify(event);
  return post("stripe", () => ({
    body,
    headers: { "stripe-signature": stripeSignature(body, variable("STRIPE_WEBHOOK_SECRET")) },
  }));
}

/** Sends it as a provider does: again when nobody answers or the answer asks for it. Rests after each, for the application has others to serve. */
async function post(provider: string, sign: () => { body: string; headers: Record<string, string> }): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const startedAt = performance.now();
    const { body, headers } = sign();
    const answer = await fetch(`${origin}/api/v1/ingest/${provider}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return void (await sleep(Math.min(500, performance.now() - startedAt)));
    if (tries === TRIES || (answer && answer.status < 500 && answer.status !== 429)) {
      throw new Error(`/ingest/${provider} answered ${answer?.status ?? "nothing"}`);
    }
    await sleep(2000);
  }
}

/** Through the operation behind `POST /queue/events`, by the platform itself: no demo account has to sign in for it. */
async function publishHappenings(all: readonly Sender[], anchorMs: number): Promise<void> {
  const [{ perform }, { systemCaller }, { publishQueueEvents }, { stopListening }, { disconnect }] = await Promise.all([
    import("#lib/operation/perform"),
    import("#lib/auth/system-caller"),
    import("#lib/queue/operations"),
    import("#lib/db/signals"),
    import("#lib/db/client"),
  ]);
  await perform(publishQueueEvents, systemCaller(), { body: { events: queueEvents(all, anchorMs) } });
  stopListening();
  await disconnect();
}
