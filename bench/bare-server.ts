// The yardstick: node:http and pg run the statements that the application was seen to run, and send the rows as JSON. No routing,
// no validation, no authorization. Arguments: the file of replays. DATABASE_URL names the database.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { Param, Replay, ReplayStatement, Replays } from "./capture/capture.ts";

type Renew = (text: string) => string;

const replays: Replays = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
// As many connections as the application has by default.
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 12 });
const names = new Map<string, string>();

const server = createServer((request, response) => {
  answer(request).then(
    (body) =>
      response
        .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
        .end(body),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
// Alternating with the application leaves pauses longer than the default of five seconds.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" && address ? address.port : 0);
});

async function answer(request: IncomingMessage): Promise<string> {
  const [, scenario = "", variant = "0"] = (request.url ?? "").split("/");
  const replay = replays[scenario]?.[Number(variant)];
  if (!replay) {
    throw new Error(`no replay ${request.url}`);
  }
  const renew = replay.fresh.length === 0 ? undefined : renewal(replay, JSON.parse(await bodyOf(request)));
  const results = await Promise.all(replay.lanes.map((lane) => runLane(lane, renew)));
  return JSON.stringify(results.flat());
}

async function runLane(lane: readonly ReplayStatement[], renew: Renew | undefined): Promise<unknown[][]> {
  const client = await pool.connect();
  try {
    const results: unknown[][] = [];
    for (const statement of lane) {
      results.push((await client.query(queryOf(statement, renew))).rows);
    }
    client.release();
    return results;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function queryOf({ text, params }: ReplayStatement, renew: Renew | undefined): pg.QueryConfig {
  if (params.length === 0) {
    return { text };
  }
  return { name: nameOf(text), text, values: params.map((value) => boundValue(value, renew)) };
}

function boundValue(value: Param, renew: Renew | undefined): string | Buffer | null {
  if (typeof value === "string") {
    return renew ? renew(value) : value;
  }
  return value === null ? null : Buffer.from(value.hex, "hex");
}

/** Statements are named, as the application's are: parsed and planned once on each connection. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash("sha1").update(text).digest("base64url");
    names.set(text, name);
  }
  return name;
}

/** Puts new ids, the time of day and the asked-for code in place of those that were seen. */
function renewal({ fresh }: Replay, { code }: { code: string }): Renew {
  const now = new Date().toISOString().slice(0, -1);
  const values = new Map(
    fresh.map(({ value, kind }) => [
      value,
      { uuid: () => uuidv7(), time: () => now.slice(0, value.length).replace("T", value.charAt(10)), code: () => code }[
        kind
      ](),
    ]),
  );
  const pattern = new RegExp([...values.keys()].map((value) => RegExp.escape(value)).join("|"), "g");
  return (text) => text.replace(pattern, (found) => values.get(found) ?? found);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += String(chunk);
  }
  return body;
}
