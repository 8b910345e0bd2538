import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killUnderLoad, type Outcome, outageUnderLoad } from "../testing/faults/kills.ts";
import { startWorld, type World } from "../testing/faults/world.ts";

// SRS §13 with real processes: two instances behind a round-robin, 16 clients that write and repeat what is not answered.

let world: World;
beforeAll(async () => {
  world = await startWorld(2);
});
afterAll(() => world.end());

/** Nothing lost, nothing twice, nothing half-done, no answer that no fault excuses. */
function expectWhole({ writes, requests, lost, duplicated, halfDone, wrong }: Outcome): void {
  expect({ lost, duplicated, halfDone, wrong }).toEqual({ lost: [], duplicated: [], halfDone: [], wrong: [] });
  expect(writes).toBeGreaterThan(100);
  expect(requests).toBeGreaterThan(writes);
}

describe("SRS §13: every acknowledged write exists once with its audit row, nothing is half-done", () => {
  test("an instance killed five times under mixed writes of 16 clients", async () => {
    expectWhole(await killUnderLoad(world, 5));
  }, 180_000);

  test.each([
    ["stopped", () => world.postgres.stop(), () => world.postgres.start()],
    ["frozen", () => world.postgres.freeze(), () => world.postgres.thaw()],
    ["killed", () => world.postgres.kill(), () => world.postgres.start()],
  ])(
    "PostgreSQL %s under the same load",
    async (_how, takeAway, giveBack) => {
      expectWhole(await outageUnderLoad(world, { takeAway, giveBack }));
    },
    180_000,
  );
});
