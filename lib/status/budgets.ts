import { CONSOLE } from "../observability/observed.ts";
import type { Api } from "../operation/api.ts";

/** What 95 of 100 calls may take: SRS §15 for every endpoint, domain.md §2 BF-006 for executive reads. Both are bounds of the histogram. */
const GENERAL_MS = 500;
const EXECUTIVE_READ_MS = 200;

/** The budget of each operation in milliseconds, by family and name; null for a stream, whose length decides. */
export function budgets(families: readonly Api[]): (family: string, operation: string) => number | null {
  const known = new Map<string, number | null>();
  for (const { name: family, operations } of families) {
    for (const { name, streams, audit } of operations) {
      const isExecutiveRead = family === "system" && audit === null;
      const budget = streams === undefined ? (isExecutiveRead ? EXECUTIVE_READ_MS : GENERAL_MS) : null;
      known.set(`${family} ${name}`, budget);
      known.set(`${CONSOLE} ${name}`, budget);
    }
  }
  return (family, operation) => {
    const budget = known.get(`${family} ${operation}`);
    return budget === undefined ? GENERAL_MS : budget;
  };
}
