import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asOwner } from "../testing/rows.ts";
import { JOBS } from "./all.ts";

const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
const rows = (page.split("## How long data is kept")[1]?.split("\n## ")[0] ?? "")
  .split("\n")
  .filter((line) => /^\| .*`/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, tables = "", kept = "", by = ""]) => ({ tables: namesIn(tables), kept, by, tasks: namesIn(by) }));

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([\w.-]+)`/g)].map(([, name = ""]) => name);
}

/** Tasks of upkeep that remove nothing: they keep something up. */
const REMOVES_NOTHING =
  /^(audit-partitions|audit-seal|executive-figures|expire-proposals|user-ranks-.*|webhook-deliveries-lost)$/;

describe("SRS §11.2: how long data is kept, in docs/operations.md", () => {
  test("every table of the database stands there once", async () => {
    const live = await asOwner<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND relname <> '_prisma_migrations' ORDER BY relname`,
    );
    expect(rows.flatMap(({ tables }) => tables).sort()).toEqual(live.map(({ name }) => name));
  });

  test.each(rows)("$tables: kept for how long, and removed by what or why never", ({ kept, by, tasks }) => {
    expect(kept).not.toBe("");
    if (kept.startsWith("for ever")) {
      expect(by).toMatch(/^because /);
    } else {
      expect(by).toMatch(/^(`[\w.-]+`(, )?)+$|^(with|by|one) /);
    }
    const known = new Set(JOBS.kinds);
    expect(tasks.filter((task) => !known.has(`upkeep.${task}`) && !known.has(task) && kept !== "for ever")).toEqual([]);
  });

  test("every task of upkeep that removes something stands there", () => {
    const named = new Set(rows.flatMap(({ tasks }) => tasks));
    const upkeep = JOBS.kinds.filter((kind) => kind.startsWith("upkeep.")).map((kind) => kind.slice("upkeep.".length));
    expect(upkeep.filter((task) => !named.has(task) && !REMOVES_NOTHING.test(task))).toEqual([]);
  });
});
