import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resetEnv } from "../../env.ts";
import { asApp } from "../../testing/rows.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { publishCheckpoints } from "./publish.ts";
import { sealAudit } from "./seal.ts";

const received: { readonly headers: IncomingHttpHeaders; readonly checkpoint: Checkpoint }[] = [];
let status = 200;
const sink = createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (part: string) => {
    text += part;
  });
  request.on("end", () => {
    received.push({ headers: request.headers, checkpoint: JSON.parse(text) });
    response.writeHead(status).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  const { port } = sink.address() as AddressInfo;
  process.env["AUDIT_SEAL_KEY"] = JSON.stringify(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
  process.env["AUDIT_CHECKPOINT_URL"] = `http://auditor:p%40ss@127.0.0.1:${port}/checkpoints?token=t`;
  resetEnv();
});
afterAll(() => new Promise((resolve) => sink.close(resolve)));

async function seal(): Promise<void> {
  await asApp(
    `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, request_id)
     VALUES (gen_random_uuid(), now(), 'AUTH_LOGIN', 'success', 'session', 'r')`,
  );
  await sealAudit();
}

test("an HTTP sink is told every seal in order, again from where it failed, and of none twice", async () => {
  await seal();
  await seal();
  status = 500;
  await expect(publishCheckpoints()).rejects.toThrow("the checkpoint sink answered 500");
  expect(received.map(({ checkpoint }) => checkpoint.number)).toEqual([1]);
  status = 204;
  received.length = 0;
  await publishCheckpoints();
  expect(received.map(({ checkpoint }) => checkpoint.number)).toEqual([1, 2]);
  expect(received[1]?.checkpoint.previous).toBe(received[0]?.checkpoint.hash);
  expect(received[0]?.headers).toMatchObject({
    "idempotency-key": "seal-1",
    authorization: `Basic ${Buffer.from("auditor:p@ss").toString("base64")}`,
  });
  await publishCheckpoints();
  await seal();
  await publishCheckpoints();
  expect(received.map(({ checkpoint }) => checkpoint.number)).toEqual([1, 2, 3]);
});
