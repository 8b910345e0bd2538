import { describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { jobsUnderTest } from "../testing/jobs-under-test.ts";
import { createTenantRow as tenantRow } from "../testing/people.ts";
import { Relay } from "./relay.ts";

const { work, cleaning, catalogue, turn, drain, add, row, change } = jobsUnderTest();

describe("SRS §6.5 background jobs halted, except audit and cleanup", () => {
  test.each([{ isActive: false }, { deletedOn: new Date() }])(
    "a tenant with %j holds its jobs until it returns",
    async (state) => {
      const tenantId = await tenantRow(state);
      const [held, cleanup] = [await add({ tenantId }), await add({ tenantId }, cleaning)];
      expect(await turn()).toBe(1);
      expect(await row(held)).toMatchObject({ status: "queued", attempts: 0, publishedOn: null });
      expect(await row(cleanup)).toMatchObject({ status: "succeeded" });
      await read((db) => db.tenant.update({ where: { id: tenantId }, data: { isActive: true, deletedOn: null } }));
      expect(await turn()).toBe(1);
      expect(await row(held)).toMatchObject({ status: "succeeded" });
    },
  );

  const setActive = (id: string, isActive: boolean) =>
    read((db) => db.tenant.update({ where: { id }, data: { isActive } }));

  test("decisions §5: a job in flight stops at its next step and goes on after it on activation, as often as need be", async () => {
    const tenantId = await tenantRow();
    const id = await add({ tenantId });
    const done: string[] = [];
    work.mockImplementation(async (_given, { step }) => {
      for (const name of ["one", "two", "three"]) {
        await step(name, async () => {
          done.push(name);
          await setActive(tenantId, name === "three");
        });
      }
    });
    for (const [nth, name] of ["one", "two"].entries()) {
      await drain();
      expect(done.at(-1)).toBe(name);
      expect(await row(id)).toMatchObject({ status: "held", holds: nth + 1 });
      await setActive(tenantId, true);
    }
    await drain();
    expect(done).toEqual(["one", "two", "three"]);
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 1, holds: 2 });
  });

  test("decisions §5: one without steps stops where it asks, and runs again on activation without having lost an attempt", async () => {
    const tenantId = await tenantRow();
    const id = await add({ tenantId });
    let pieces = 0;
    work.mockImplementationOnce(async (_given, { checkpoint }) => {
      await checkpoint();
      pieces += 1;
      await setActive(tenantId, false);
      await checkpoint();
      pieces += 1;
    });
    await drain();
    expect(pieces).toBe(1);
    expect(await row(id)).toMatchObject({ status: "held", tries: [] });
    await setActive(tenantId, true);
    await drain();
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 1 });
  });

  test("a call to go on that came before the run was waiting is made again", async () => {
    const tenantId = await tenantRow();
    const id = await add({ tenantId });
    work.mockImplementationOnce(async (_given, { checkpoint }) => {
      await setActive(tenantId, false);
      await checkpoint();
    });
    await turn();
    await setActive(tenantId, true);
    // The first call is lost.
    await new Relay(catalogue, async () => undefined).tick();
    expect(await turn()).toBe(0);
    await change(id, { promisedUntil: new Date(0) });
    await drain();
    expect(await row(id)).toMatchObject({ status: "succeeded" });
  });
});
