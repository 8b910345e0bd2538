import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "../client.ts";
import { randomCode, randomEmail, randomWord } from "../random.ts";
import type { World } from "./world.ts";

/** What a steady load came to. */
export interface Steady {
  readonly minutes: number;
  readonly requests: number;
  readonly perSecond: number;
  /** Answers that were not 2xx, and requests that nobody answered. */
  readonly errors: readonly string[];
  readonly p95Ms: number;
  /** Memory of the heaviest instance, in MiB: the median of each minute. */
  readonly memoryMiB: readonly number[];
}

/** How much an instance has grown from the second fifth of the time to the last: 1.1 is a tenth more. 1 in less than five minutes. */
export function growth({ memoryMiB }: Pick<Steady, "memoryMiB">): number {
  const fifth = Math.floor(memoryMiB.length / 5);
  return fifth === 0 ? 1 : median(memoryMiB.slice(-fifth)) / median(memoryMiB.slice(fifth, 2 * fifth));
}

const SETTINGS = { timezone: "UTC", currency: "USD" };
const READS = [
  "/super-admin/tenants?pageSize=20",
  "/super-admin/users?pageSize=20",
  "/super-admin/audit-logs?pageSize=20",
  "/super-admin/roles",
  "/super-admin/jobs?pageSize=20",
  "/super-admin/alerts",
  "/super-admin/api-keys",
  "/system/tenants",
];

/** Ten seconds' worth: who is so far behind gets no more than is answered, and the rate tells it. A queue without end measures itself. */
const UNDER_WAY_MAX = 500;

/** Sends `perSecond` requests a second for so many minutes, one in five of them a write, at moments that do not wait for answers. */
export async function steadyLoad(world: World, minutes: number, perSecond = 50): Promise<Steady> {
  const errors: string[] = [];
  const latencies: number[] = [];
  const memory: number[] = [];
  const total = Math.round(minutes * 60 * perSecond);
  const send = mixture(world);
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
    while (underWay.size >= UNDER_WAY_MAX) {
      await Promise.race(underWay);
    }
    const done: Promise<void> = one(n).finally(() => underWay.delete(done));
    underWay.add(done);
    if (n % perSecond === 0) {
      memory.push(Math.max(...world.instances.map(({ pid }) => residentMiB(pid))));
    }
  }
  await Promise.all(underWay);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    minutes,
    requests: total,
    perSecond: total / seconds,
    errors,
    p95Ms: latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.95)] ?? 0,
    memoryMiB: Array.from({ length: Math.ceil(memory.length / 60) }, (_, minute) =>
      Math.round(median(memory.slice(60 * minute, 60 * (minute + 1)))),
    ),
  };
}

/** The n-th request: reads of every kind, and writes that create and change. */
function mixture({ admin }: World): (n: number) => Promise<Answer> {
  let tenantId: string | null = null;
  const writes: readonly (() => Promise<Answer>)[] = [
    async () => {
      const code = randomCode();
      const body = { name: `Tenant ${code}`, code, ...SETTINGS };
      const answer = await admin.post("/super-admin/tenants", body, { "idempotency-key": code });
      tenantId = String(answer.response["tenantId"]);
      return answer;
    },
    () => admin.post("/super-admin/users", { email: randomEmail(), name: "Ann", role: "Auditor" }),
    () => admin.post("/super-admin/api-keys", { name: randomWord("Key "), role: "Auditor" }),
    () =>
      tenantId === null
        ? admin.get("/super-admin/tenants")
        : admin.put(`/super-admin/tenants/${tenantId}`, { name: randomWord("Name "), ...SETTINGS }),
  ];
  const turn = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
  return (n) => (n % 5 === 0 ? turn(writes, n / 5)() : admin.get(turn(READS, n)));
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Memory of a process that lies in RAM. Only Linux tells it so. */
function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib ?? 0) / 1024;
}
