import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../network.ts";
import { bundledBinaries } from "./binaries.ts";
import { ensureDataDirectory } from "./data-directory.ts";
import { startPostmaster } from "./postmaster.ts";
import { loopbackUrl } from "./roles.ts";
import { type PostgresServer, startServer } from "./server.ts";

let home = "";
let directory = "";
let server: PostgresServer;
let restarts: number[] = [];

async function start(): Promise<PostgresServer> {
  restarts = [];
  const port = await freePort();
  const onRestart = (tookMs: number) => void restarts.push(tookMs);
  return startServer({ binaries: bundledBinaries(), directory, port, superuserPassword: "p4ss word", onRestart });
}

function postmaster(): number {
  return Number(readFileSync(join(directory, "data", "postmaster.pid"), "utf8").split("\n")[0]);
}

async function ask(sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: loopbackUrl(server.port, "postgres", "p4ss word", "postgres") });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "rookery-server-"));
  chmodSync(home, 0o711);
  directory = ensureDataDirectory(join(home, "postgres"));
  server = await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true });
});

test("letters beyond ASCII have cases", async () => {
  expect(await ask("SELECT lower('ÄÉŁ')")).toBe("äéł");
});

test("a killed server runs again on the same port, with what was committed", async () => {
  await ask("CREATE TABLE birds AS SELECT 7 AS n");
  process.kill(postmaster(), "SIGKILL");
  while (restarts.length === 0) await sleep(20);
  expect(await ask("SELECT n FROM birds")).toBe(7);
});

test("a server that nobody looks after any more is replaced, and nothing is lost", async () => {
  await server.stop();
  const files = { data: join(directory, "data"), log: join(directory, "server.log") };
  const settings = { port: await freePort(), listen_addresses: "127.0.0.1", unix_socket_directories: "" };
  const left = await startPostmaster(bundledBinaries(), files, settings);
  server = await start();
  expect(left.exitCode).toBe(0);
  expect(await ask("SELECT n FROM birds")).toBe(7);
});

test("its files are for its account alone, and no password lies among them", () => {
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(() => statSync(join(directory, "initdb-password"))).toThrow();
});
