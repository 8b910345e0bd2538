import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyMigrations } from "../../scripts/migrations.ts";
import type { ServerSettings } from "../../scripts/postgres/postmaster.ts";
import { appRole, loopbackUrl, ownerRole, prepareDatabase } from "../../scripts/postgres/roles.ts";
import { type PostgresServer, startServer } from "../../scripts/postgres/server.ts";
import { postgresHome } from "./postgres-home.ts";

const DATABASE = "rookery";

/** A migrated PostgreSQL of a test's own, to be mistreated. */
export interface OwnPostgres {
  /** As the application's role. */
  readonly url: string;
  /** As the role that owns the tables. */
  readonly ownerUrl: string;
  start(): Promise<void>;
  /** Ends it in order: every connection is told. */
  stop(): Promise<void>;
  /** Every process dies at once, as by kill -9. It starts again by itself. */
  kill(): void;
  /** Every process stops answering, without closing a connection. */
  freeze(): void;
  thaw(): void;
  remove(): Promise<void>;
}

/** Starts one below `parent`, with these settings of the server. */
export async function ownPostgres(parent = tmpdir(), settings: ServerSettings = {}): Promise<OwnPostgres> {
  const home = await postgresHome({ fsync: "off", ...settings }, parent);
  const { directory, port } = home.options;
  const [owner = "", app = ""] = [1, 2].map(() => randomBytes(12).toString("hex"));
  let server: PostgresServer | null = await startServer(home.options);
  await prepareDatabase(home.superuserUrl, DATABASE, { owner, app });
  const ownerUrl = loopbackUrl(port, ownerRole, owner, DATABASE);
  await applyMigrations(ownerUrl);

  const signalAll = (signal: NodeJS.Signals): void => {
    const pidFile = join(directory, "data", "postmaster.pid");
    if (!existsSync(pidFile)) {
      return;
    }
    // The first process stands still while the others are counted: one that it starts meanwhile would go on alone.
    const postmaster = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
    send(postmaster, "SIGSTOP");
    for (const pid of [...childrenOf(postmaster), postmaster]) {
      send(pid, signal);
    }
  };
  return {
    url: loopbackUrl(port, appRole, app, DATABASE),
    ownerUrl,
    async start() {
      server ??= await startServer(home.options);
    },
    async stop() {
      await server?.stop();
      server = null;
    },
    kill: () => signalAll("SIGKILL"),
    freeze: () => signalAll("SIGSTOP"),
    thaw: () => signalAll("SIGCONT"),
    async remove() {
      // A test that failed while it was frozen would wait for ever.
      signalAll("SIGCONT");
      await server?.stop();
      home.remove();
    },
  };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    // A process that has ended meanwhile needs no signal.
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH")) {
      throw thrown;
    }
  }
}

/** The server's processes but the first: they sit in process groups of their own, so that no single signal reaches all. */
function childrenOf(postmaster: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (parent === postmaster && pid !== undefined ? [pid] : []));
}
