import { createHash } from "node:crypto";
import { Prisma } from "../../db/generated/client.ts";
import { rawRows } from "../../db/raw-rows.ts";
import { read } from "../../db/transaction.ts";
import { env } from "../../env.ts";
import { type Checkpoint, publishAfter } from "./checkpoint.ts";
import { newestFile, writeFileOf } from "./checkpoint-files.ts";

const TIMEOUT_MS = 5000;

/** Publishes every seal that the configured sinks do not have yet; throws when one cannot be told, and goes on there the next time. */
export async function publishCheckpoints(): Promise<void> {
  const { AUDIT_CHECKPOINT_DIR: directory, AUDIT_CHECKPOINT_URL: url } = env();
  // One sink that is down keeps nothing from the other.
  const outcomes = await Promise.allSettled([
    directory === undefined ? 0 : toDirectory(directory),
    url === undefined ? 0 : toUrl(new URL(url)),
  ]);
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") {
    throw failed.reason;
  }
}

const toDirectory = async (directory: string): Promise<number> =>
  publishAfter((await newestFile())?.number ?? 0, (checkpoint) => writeFileOf(directory, checkpoint));

/** Each process may find the same cursor and send the same seal: it is the same document under the same number. */
async function toUrl(url: URL): Promise<number> {
  const sink = createHash("sha256").update(url.href).digest("hex");
  const [cursor] = await rawRows<{ number: number }>(
    Prisma.sql`SELECT number::float8 AS number FROM audit_checkpoint_cursors WHERE sink = ${sink}`,
  );
  return publishAfter(cursor?.number ?? 0, async (checkpoint) => {
    await send(url, checkpoint);
    await read(
      (db) => db.$executeRaw`
        INSERT INTO audit_checkpoint_cursors AS c (sink, number, published_on) VALUES (${sink}, ${checkpoint.number}, now())
        ON CONFLICT (sink) DO UPDATE SET number = excluded.number, published_on = excluded.published_on
        WHERE c.number < excluded.number`,
    );
  });
}

async function send(url: URL, checkpoint: Checkpoint): Promise<void> {
  const { username, password } = url;
  const target = new URL(url);
  // fetch refuses credentials in addresses.
  target.username = "";
  target.password = "";
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const answer = await fetch(target, {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      "content-type": "application/json",
      "idempotency-key": `seal-${checkpoint.number}`,
      ...(username !== "" && { authorization: `Basic ${basic}` }),
    },
    body: JSON.stringify(checkpoint),
  });
  await answer.body?.cancel();
  if (!answer.ok) {
    throw new Error(`the checkpoint sink answered ${answer.status}`);
  }
}
