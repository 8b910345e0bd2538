import { expect, test } from "vitest";
import { as } from "../testing/client.ts";

test("x", async () => {
  const { client, pair } = await as("SuperAdmin");
  console.log(pair);
  console.log((await client.get("/super-admin/tenants")).body);
  console.log((await client.get("/openapi.json")).status);
  expect(1).toBe(1);
});
