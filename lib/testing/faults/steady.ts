import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { randomCode } from "../random.ts";
import type { World } from "./world.ts";

/** What a steady load came to. Memory is that of the heaviest instance, in MiB, after a first fifth and at the end. */
export interface Steady {
  readonly requests: number;
  readonly perSecond: number;
  /** Answers that were not 2xx, and requests that nobody answered. */
  readonly errors: readonly string[];
  readonly p95Ms: number;
  readonly memoryEarlyMiB: number;
  readonly memoryLateMiB: number;
}

const SETTINGS = { timezone: "UTC", currency: "USD" };

/** Sends `perSecond` requests a second for so many minutes, one in five of them a write, at moments that do not wait for answers. */
export async function steadyLoad({ admin, instances }: World, minutes: number, perSecond = 50): Promise<Steady> {
  const errors: string[] = [];
  const latencies: number[] = [];
  const memory: number[] = [];
  const total = Math.round(minutes * 60 * perSecond);
  const reads = ["/super-admin/tenants", "/super-admin/users", "/super-admin/audit-logs", "/super-admin/roles"];
  const send = (n: number) => {
    const code = randomCode();
    return n % 5 === 0
      ? admin.post("/super-admin/tenants", { name: `Tenant ${code}`, code, ...SETTINGS }, { "idempotency-key": code })
      : admin.get(`${reads[n % reads.length]}?pageSize=20`);
  };
  const one = async (n: number): Promise<void> => {
    const since = performance.now();
    try {
      const { status, text } = await send(n);
      if (status >= 300) {
        errors.push(`${status} ${text}`);
      }
    } catch (thrown) {
      errors.push(String(thrown));
    }
    latencies.push(performance.now() - since);
  };
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  for (let n = 0; n < total; n += 1) {
    await pause(Math.max(0, startedAt + (n * 1000) / perSecond - performance.now()));
    const done: Promise<void> = one(n).finally(() => underWay.delete(done));
    underWay.add(done);
    if (n % perSecond === 0) {
      memory.push(Math.max(...instances.map(({ pid }) => residentMiB(pid))));
    }
  }
  await Promise.all(underWay);
  const seconds = (performance.now() - startedAt) / 1000;
  const fifth = Math.ceil(memory.length / 5);
  return {
    requests: total,
    perSecond: total / seconds,
    errors,
    p95Ms: latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.95)] ?? 0,
    memoryEarlyMiB: median(memory.slice(fifth, 2 * fifth)),
    memoryLateMiB: median(memory.slice(-fifth)),
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Memory of a process that lies in RAM. Only Linux tells it so. */
function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib ?? 0) / 1024;
}
