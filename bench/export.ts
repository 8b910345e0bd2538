import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Contestant } from "./measure.ts";
import { type ResultRow, row } from "./report/results.ts";
import { TARGETS } from "./targets.ts";

const PATH = "/api/v1/super-admin/audit-logs/export?format=";
const SAMPLE_MS = 50;
const SETTLE_MS = 2000;
const MIB = 1024;

interface Download {
  readonly lines: number;
  readonly elapsedMs: number;
}

/**
 * The export of every audit record, as fast as it can be read: rows a second against PostgreSQL's own COPY of the same table, and
 * by how much the application's memory grows at its highest.
 */
export async function measureExport(app: Contestant, ownerUrl: string): Promise<readonly ResultRow[]> {
  console.log("Measuring export …");
  // The beginning of a file warms the server up: what it needs for its first one is not what the rows cost.
  await download(app, "csv", 50_000);
  const rows: ResultRow[] = [];
  const copied = await copy(ownerUrl);
  for (const format of ["csv", "ndjson"] as const) {
    await sleep(SETTLE_MS);
    const memory = watchMemory(app.server.pid);
    const { lines, elapsedMs } = await download(app, format, Number.POSITIVE_INFINITY);
    const { before, highest } = await memory.stop();
    const name = `Export of ${lines.toLocaleString("en-US")} audit records as ${format.toUpperCase()}`;
    rows.push(
      row(
        `export-${format}-memory`,
        `${name}: growth of memory at its highest, to before`,
        (highest - before) / MIB,
        before / MIB,
        "MiB",
        TARGETS.exportMemory,
      ),
      row(
        `export-${format}`,
        `${name}: rows a second, to COPY of PostgreSQL`,
        (lines / elapsedMs) * 1000,
        (copied.lines / copied.elapsedMs) * 1000,
        "/s",
        TARGETS.exportRows,
      ),
    );
  }
  return rows;
}

/** Reads an export and counts its lines; leaves once there are `enough`. Rejects when it breaks off or is no success. */
function download({ server, tokens }: Contestant, format: "csv" | "ndjson", enough: number): Promise<Download> {
  const startedAt = performance.now();
  const headers = { authorization: `Bearer ${tokens[0]}` };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: server.port, path: PATH + format, headers }, (response) => {
      let lines = 0;
      const done = () => resolve({ lines, elapsedMs: performance.now() - startedAt });
      if (response.statusCode !== 200) {
        reject(new Error(`the export answered ${response.statusCode}`));
      }
      response.on("data", (chunk: Buffer) => {
        lines += lineEnds(chunk);
        if (lines >= enough) {
          done();
          response.destroy();
        }
      });
      response.on("end", done);
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}

function lineEnds(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) {
    count += 1;
  }
  return count;
}

async function copy(ownerUrl: string): Promise<Download> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const startedAt = performance.now();
    let lines = 0;
    const stream = client.query(
      copyTo("COPY (SELECT * FROM audit_events ORDER BY occurred_on DESC, audit_id DESC) TO STDOUT (FORMAT csv)"),
    );
    for await (const chunk of stream) {
      lines += lineEnds(chunk as Buffer);
    }
    return { lines, elapsedMs: performance.now() - startedAt };
  } finally {
    await client.end();
  }
}

/** Watches a process's resident memory, in KiB: what it is at the beginning, and its highest until stopped. Linux only. */
function watchMemory(pid: number): { stop(): Promise<{ readonly before: number; readonly highest: number }> } {
  const read = (name: string): number => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(found?.[1] ?? Number.NaN);
  };
  // The kernel forgets the highest it has seen, so that VmHWM is the highest from here on.
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const before = read("VmRSS");
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, read("VmRSS"));
  }, SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      return { before, highest: Math.max(highest, read("VmHWM")) };
    },
  };
}
