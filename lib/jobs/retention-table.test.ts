import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HOUSEKEEPING } from "./housekeeping.ts";

test("SRS §11.2 every task of upkeep that removes data stands in the table of docs/deploy.md", () => {
  const table = readFileSync(new URL("../../docs/deploy.md", import.meta.url), "utf8").split(
    "## How long data is kept",
  )[1];
  const removing = HOUSEKEEPING.map(({ name }) => name).filter((name) => name !== "audit-partitions");
  expect(removing.filter((name) => !table?.includes(`\`${name}\``))).toEqual([]);
});
