import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { Outcome } from "#lib/testing/faults/kills";
import { growth, type Steady } from "#lib/testing/faults/steady";
import { inProject } from "../project.ts";

const PAGE = inProject("docs", "reliability.md");
const FIGURES = inProject("docs", "reliability.json");
const BEGIN = "<!-- Measured by npm run test:soak -- --report; do not edit. -->";
const END = "<!-- End of what is measured. -->";

/** One line of the table. */
interface Row extends Pick<Outcome, "writes" | "requests" | "msTo503" | "msToRecover"> {
  readonly fault: string;
  readonly load: string;
  readonly lost: number;
  readonly duplicated: number;
  readonly halfDone: number;
}

type SteadyRow = Omit<Steady, "errors"> & { readonly errors: number };

/** What has been measured so far, each fault under its name on the command line. */
interface Figures {
  readonly machine: string;
  readonly faults: Readonly<Record<string, Row>>;
  readonly steady: SteadyRow | null;
}

const lengths = ({ lost, duplicated, halfDone }: Outcome) => ({
  lost: lost.length,
  duplicated: duplicated.length,
  halfDone: halfDone.length,
});

export const rowOf = (fault: string, load: string, outcome: Outcome): Row => ({
  fault,
  load,
  requests: outcome.requests,
  writes: outcome.writes,
  ...lengths(outcome),
  msTo503: outcome.msTo503,
  msToRecover: outcome.msToRecover,
});

/**
 * Puts what has been measured in the place of earlier figures and writes docs/reliability.{json,md}, the faults in this order; what was
 * not measured stays.
 */
export function report(order: readonly string[], measured: Figures["faults"], steady: Steady | null): void {
  const machine = `${cpus().length} processor cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Node ${process.version}`;
  const before: Partial<Figures> = existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, "utf8")) : {};
  const figures: Figures = {
    machine,
    faults: sorted(order, { ...before.faults, ...measured }),
    steady: steady ? { ...steady, errors: steady.errors.length } : (before.steady ?? null),
  };
  writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  writeFileSync(PAGE, withFigures(readFileSync(PAGE, "utf8"), figures));
}

const sorted = (order: readonly string[], rows: Figures["faults"]): Figures["faults"] =>
  Object.fromEntries(order.flatMap((name) => (rows[name] === undefined ? [] : [[name, rows[name]]])));

/** The page with these figures between its marks; everything else on it is written by hand. Throws when it has no marks. */
function withFigures(page: string, figures: Figures): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new Error("docs/reliability.md has lost the marks around its figures");
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${render(figures)}\n${page.slice(end)}`;
}

const ms = (value: number | null): string => (value === null ? "–" : `${Math.round(value)} ms`);

function render({ machine, faults, steady }: Figures): string {
  const rows = Object.values(faults).map((row) =>
    [row.fault, row.load, row.requests, row.writes, row.lost, row.duplicated, row.halfDone]
      .concat(ms(row.msTo503), ms(row.msToRecover))
      .join(" | "),
  );
  return `Measured on: ${machine}.

| Fault | Load | Requests | Writes acknowledged | Lost | Duplicated | Half-done | Time to 503 | Time to recover |
|---|---|---:|---:|---:|---:|---:|---:|---:|
${rows.map((row) => `| ${row} |`).join("\n")}
${steady ? steadyText(steady) : ""}`;
}

function steadyText(steady: SteadyRow): string {
  const { minutes, requests, perSecond, errors, p95Ms, memoryMiB } = steady;
  return `
${minutes} minutes of a steady mixed load over two instances that do their background work too, one request in five a write: ${requests}
requests at ${perSecond.toFixed(1)} a second, ${errors} errors, p95 ${Math.round(p95Ms)} ms. Memory of the heavier instance in MiB, the median of each minute:
${memoryMiB.join(", ")}; the last fifth is ${growth(steady).toFixed(2)} of the second.
`;
}
