import { readFileSync, writeFileSync } from "node:fs";
import { inProject } from "../../scripts/project.ts";
import { figure, type Results } from "./results.ts";

const START = "<!-- results:start -->";
const END = "<!-- results:end -->";

/** The report as a Markdown table with what it was measured on. */
export function markdownOf({ at, environment, rows, plans }: Results): string {
  const lines = rows.map(
    ({ title, measured, against, ratio, target, isMet }) =>
      `| ${title} | ${measured} | ${against} | ${ratio.toFixed(2)} | ${target} | ${isMet ? "pass" : "**fail**"} |`,
  );
  return [
    `Measured on ${at.slice(0, 10)}: ${Object.entries(environment)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")}.`,
    "",
    "| What | Measured | Against | Ratio | Target | |",
    "|---|---:|---:|---:|---|---|",
    ...lines,
    ...(plans ? ["", plansLine(plans)] : []),
  ].join("\n");
}

function plansLine({ explained, scans, isMet }: NonNullable<Results["plans"]>): string {
  const named = (scans as readonly { scenario: string; table: string; rows: number }[]).map(
    ({ scenario, table, rows }) => `${table} (${figure(rows)} rows, ${scenario})`,
  );
  const found = named.length === 0 ? "none reads a table sequentially" : `sequential scans: ${named.join(", ")}`;
  return `Plans: ${explained} statements explained; ${found}. No table of more than 100 000 rows is read sequentially: ${isMet ? "pass" : "**fail**"}.`;
}

/** Keeps the results: as JSON beside the benchmark, and between the markers of its README. */
export function keepResults(results: Results): void {
  writeFileSync(inProject("bench", "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  const file = inProject("bench", "README.md");
  const text = readFileSync(file, "utf8");
  const [before, after] = [text.indexOf(START), text.indexOf(END)];
  if (before === -1 || after < before) {
    throw new Error(`bench/README.md has lost its markers ${START} and ${END}`);
  }
  writeFileSync(file, `${text.slice(0, before + START.length)}\n${markdownOf(results)}\n${text.slice(after)}`);
}
