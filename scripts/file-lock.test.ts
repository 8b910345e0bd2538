import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownIdentity, readLock, releaseLock, tryLock, withLock } from "./file-lock.ts";
import { identify } from "./process-identity.ts";

let directory = "";
let file = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rookery-lock-"));
  file = join(directory, "lock");
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a free lock is taken, and nothing else stays behind", async () => {
  expect(await tryLock(file, { owner: ownIdentity() })).toBeNull();
  expect(readdirSync(directory)).toEqual(["lock"]);
  releaseLock(file);
  expect(readdirSync(directory)).toEqual([]);
});

test("a live holder is named and keeps it", async () => {
  const other = spawn("sleep", ["60"]);
  const owner = identify(other.pid ?? 0);
  writeFileSync(file, JSON.stringify({ owner }));
  expect(await tryLock(file, { owner: ownIdentity() })).toEqual({ owner });
  releaseLock(file);
  expect(readLock(file)).toEqual({ owner });
  other.kill();
});

test("the lock of a killed process is taken over, after the word about it", async () => {
  const other = spawn("sleep", ["60"]);
  const owner = identify(other.pid ?? 0);
  writeFileSync(file, JSON.stringify({ owner }));
  const gone = new Promise((resolve) => other.once("exit", resolve));
  other.kill("SIGKILL");
  await gone;
  const heard: unknown[] = [];
  expect(await tryLock(file, { owner: ownIdentity() }, async (dead) => void heard.push(dead))).toBeNull();
  expect(heard).toEqual([{ owner }]);
});

test("a later process with the same number is not taken for the holder", async () => {
  writeFileSync(file, JSON.stringify({ owner: { pid: process.ppid, startedAt: "another time" } }));
  expect(await tryLock(file, { owner: ownIdentity() })).toBeNull();
});

test("a lock is given back when the work fails", async () => {
  await expect(withLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(readLock(file)).toBeNull();
});
