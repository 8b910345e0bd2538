import { parseArgs } from "node:util";
import type { BenchDatabase } from "./setup/databases.ts";

/** How much is measured. */
export interface Effort {
  /** Requests of each scenario against each server, in rounds that alternate between the servers. */
  readonly requests: number;
  readonly rounds: number;
  readonly warmUp: number;
  /** Rounds of many clients at once, and how long each lasts. */
  readonly crowdRounds: number;
  readonly crowdMs: number;
}

/** What the command line asks for. */
export interface Options {
  readonly effort: Effort;
  readonly isQuick: boolean;
  /** Whether a build that is older than the sources is made anew. */
  readonly wantsBuild: boolean;
  /** Null means everything, and that the results are kept. */
  readonly only: ReadonlySet<string> | null;
  readonly given: { readonly large: BenchDatabase; readonly small: BenchDatabase | null } | null;
}

const FULL: Effort = { requests: 1200, rounds: 10, warmUp: 60, crowdRounds: 4, crowdMs: 8000 };
const QUICK: Effort = { requests: 60, rounds: 3, warmUp: 20, crowdRounds: 1, crowdMs: 3000 };

export const USAGE = `npm run bench -- [--quick] [--no-build] [--only name,…] [--url … --owner-url …] [--small-url … --small-owner-url …]

  --quick      a tenth of the rows and a fifth of the requests; nothing is kept
  --no-build   measures the build that is there, whatever has changed since
  --only       some parts: tenant-list tenant-search user-list user-search user-far user-filter
               audit-actor audit-tenant tenant-create no-op mixed export rules jobs plans executive
  --url        a database that seed:scale has filled, for the application's role, and --owner-url the same for its owner;
               without it the benchmark makes its own under bench/data. Rows are added and removed: give it no database that matters
  --small-url  a second, small one with --small-owner-url, to compare sizes`;

/** Reads the command line. Throws what is wrong with it. */
export function readOptions(args: readonly string[]): Options | null {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const options = {
    quick: flag,
    "no-build": flag,
    help: flag,
    only: text,
    url: text,
    "owner-url": text,
    "small-url": text,
    "small-owner-url": text,
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    return null;
  }
  const large = databaseOf(values.url, values["owner-url"]);
  const small = databaseOf(values["small-url"], values["small-owner-url"]);
  return {
    effort: values.quick ? QUICK : FULL,
    isQuick: values.quick,
    wantsBuild: !values["no-build"],
    only: values.only === undefined ? null : new Set(values.only.split(",")),
    given: large && { large, small },
  };
}

function databaseOf(appUrl: string | undefined, ownerUrl: string | undefined): BenchDatabase | null {
  if (appUrl === undefined && ownerUrl === undefined) {
    return null;
  }
  if (appUrl === undefined || ownerUrl === undefined) {
    throw new Error(`A database needs both its addresses.\n\n${USAGE}`);
  }
  return { appUrl, ownerUrl };
}
