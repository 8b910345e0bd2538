import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { appEnvironment } from "../../scripts/launch/app-environment.ts";
import { type AppProcess, preloaded, superviseApp } from "../../scripts/launch/app-process.ts";
import { embeddedDatabaseUrls } from "../../scripts/launch/embedded-database.ts";
import { localSecrets } from "../../scripts/launch/secrets.ts";
import { readSettings } from "../../scripts/launch/settings.ts";
import { freePort } from "../../scripts/network.ts";
import { inProject } from "../../scripts/project.ts";
import { Api, type Credentials } from "./api.ts";

const ADMIN: Credentials = { email: "keeper@rookery.example", password: "Keeper-Of-The-Rookery-1" };

/** A launcher that was started, what it printed, and the promise of its exit code. */
interface Launch {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

/** A server that is to end. `ended` resolves with its exit code. */
interface Leaving {
  readonly origin: string;
  readonly ended: Promise<number | null>;
  terminate(): void;
}

/** An installation of one test's own: a data directory, a database, a server, and maybe a second server beside it. */
export class Installation {
  readonly origin: string;
  readonly admin = ADMIN;
  readonly #dataDir: string;
  readonly #launch: Launch;
  readonly #siblings: AppProcess[] = [];
  readonly #owner: pg.Pool;

  private constructor(origin: string, dataDir: string, launch: Launch) {
    this.origin = origin;
    this.#dataDir = dataDir;
    this.#launch = launch;
    this.#owner = new pg.Pool({ connectionString: embeddedDatabaseUrls(dataDir)?.ownerUrl, max: 4 });
    // What is down is what the tests are about.
    this.#owner.on("error", () => undefined);
  }

  /** Starts one without demo data; `configuration` is in force from the first request. */
  static async start(configuration: Readonly<Record<string, unknown>> = {}): Promise<Installation> {
    const dataDir = mkdtempSync(join(tmpdir(), "rookery-own-"));
    // As root, PostgreSQL runs as somebody else, who has to get through.
    if (process.getuid?.() === 0) chmodSync(dataDir, 0o711);
    const port = await freePort();
    const launch = launchOn(dataDir, port);
    await Promise.race([
      answering(`http://localhost:${port}`),
      launch.ended.then((code) => Promise.reject(new Error(`the start ended with ${code}:\n${launch.output()}`))),
    ]);
    const installation = new Installation(`http://localhost:${port}`, dataDir, launch);
    await installation.configure(configuration);
    return installation;
  }

  /** Starts a second launcher on the same data directory. */
  async launchAgain(): Promise<{ code: number | null; output: string }> {
    const { ended, output } = launchOn(this.#dataDir, await freePort());
    return { code: await ended, output: output() };
  }

  /** Starts another server process on the same database, as another machine would run it; resolves with its address. */
  async addSibling(variables: Readonly<Record<string, string>> = {}): Promise<string> {
    const port = await freePort();
    this.#siblings.push(
      superviseApp({ ...this.#siblingOn(port, variables), onLost: (reason, log) => console.error(reason, log) }),
    );
    const origin = `http://localhost:${port}`;
    await answering(origin);
    return origin;
  }

  /** The same for a server that is to be told to end, and that nobody starts again. */
  async startLeaving(): Promise<Leaving> {
    const port = await freePort();
    const { args, cwd, env } = this.#siblingOn(port, {});
    const child = spawn(process.execPath, args, { cwd, env, stdio: "ignore" });
    const ended = once(child, "exit").then(([code]) => code);
    const origin = `http://localhost:${port}`;
    await answering(origin);
    return { origin, ended, terminate: () => void child.kill("SIGTERM") };
  }

  #siblingOn(port: number, variables: Readonly<Record<string, string>>) {
    // Both stand behind one public address.
    const address = { PORT: String(port), APP_URL: this.origin };
    const settings = readSettings({ ...address, DATA_DIR: this.#dataDir, DEMO_DATA: "off" }, []);
    const databaseUrl = embeddedDatabaseUrls(this.#dataDir)?.appUrl ?? "";
    const given = { ...localSecrets({}, this.#dataDir), DATABASE_URL: databaseUrl, LOG_LEVEL: "silent", ...variables };
    return {
      args: [...preloaded("quiet-start.mjs"), "server.js"],
      cwd: join(this.#dataDir, "app"),
      env: appEnvironment(settings, given),
    };
  }

  /** Runs one of the scripts on the installation's database; resolves with its exit code and what it printed. */
  async runScript(name: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const { DATABASE_URL: _database, ...inherited } = process.env;
    const child = spawn(process.execPath, [inProject("scripts", name), ...args], {
      cwd: inProject(),
      env: { ...inherited, DATA_DIR: this.#dataDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [output, errors, [code]] = await Promise.all([
      child.stdout.setEncoding("utf8").toArray(),
      child.stderr.setEncoding("utf8").toArray(),
      once(child, "close"),
    ]);
    return { code, output: [...output, ...errors].join("") };
  }

  signIn(): Promise<Api> {
    return Api.login(this.origin, ADMIN);
  }

  /** Asks the database as its owner. */
  async sql<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#owner.query<Row>(text, [...values])).rows;
  }

  /** Keeps everybody from a table; resolves with how to let go. */
  async lock(table: "tenants"): Promise<() => Promise<void>> {
    const client = await this.#owner.connect();
    await client.query(`BEGIN; LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
    return async () => {
      await client.query("COMMIT");
      client.release();
    };
  }

  /** How many wait for a lock on the table. */
  async waiting(table: "tenants"): Promise<number> {
    const [row] = await this.sql<{ n: number }>(
      "SELECT count(*)::integer AS n FROM pg_locks WHERE relation = $1::regclass AND NOT granted",
      [table],
    );
    return row?.n ?? 0;
  }

  /** Saves a new version of the configuration; keys left out have their defaults. */
  async configure(values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.sql(
      `INSERT INTO configuration_versions (version, values) SELECT coalesce(max(version), 0) + 1, $1 FROM configuration_versions`,
      [JSON.stringify(values)],
    );
    await this.sql(`SELECT pg_notify('rookery', '{"kind":"configuration"}')`);
  }

  /** The server process that the launcher looks after. */
  get appPid(): number {
    return JSON.parse(readFileSync(join(this.#dataDir, "launcher.lock"), "utf8")).app.pid;
  }

  get postmasterPid(): number {
    return Number(readFileSync(join(this.#dataDir, "postgres", "data", "postmaster.pid"), "utf8").split("\n", 1)[0]);
  }

  /** Freezes PostgreSQL with all its processes: connections stay open and nothing answers. Resolves with how to thaw it. */
  async freezeDatabase(): Promise<() => void> {
    const client = await this.#owner.connect();
    const { postmasterPid } = this;
    // First, so that no new process appears behind our back.
    process.kill(postmasterPid, "SIGSTOP");
    const { rows } = await client.query<{ pid: number; mine: boolean }>(
      "SELECT pid, pid = pg_backend_pid() AS mine FROM pg_stat_activity ORDER BY mine",
    );
    const pids = [...rows.map(({ pid }) => pid), postmasterPid];
    for (const pid of pids.slice(0, -1)) process.kill(pid, "SIGSTOP");
    return () => {
      for (const pid of pids) process.kill(pid, "SIGCONT");
      client.release();
    };
  }

  /** Stops everything as Ctrl-C would, and resolves with the launcher's exit code. */
  async stop(): Promise<number | null> {
    await Promise.all(this.#siblings.map((sibling) => sibling.stop()));
    await this.#owner.end();
    this.#launch.child.kill("SIGTERM");
    const code = await this.#launch.ended;
    rmSync(this.#dataDir, { recursive: true, force: true });
    return code;
  }
}

/** Asks until `probe` is content; fails with its last answer once the time is over. */
export async function until<T>(
  what: string,
  withinMs: number,
  probe: () => Promise<T>,
  isGood: (value: T) => boolean,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await probe();
    if (isGood(value)) return value;
    if (performance.now() > end) throw new Error(`${what} within ${withinMs} ms; last: ${JSON.stringify(value)}`);
    await sleep(20);
  }
}

/** The status of a GET, or null while nobody answers. */
export async function statusOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number | null> {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) }).catch(() => null);
  await answer?.arrayBuffer();
  return answer?.status ?? null;
}

async function answering(origin: string): Promise<void> {
  await until(
    `${origin} answers`,
    60_000,
    () => statusOf(`${origin}/api/health/ready`),
    (status) => status === 200,
  );
}

function launchOn(dataDir: string, port: number): Launch {
  const { DATABASE_URL: _database, APP_URL: _url, HOST: _host, ...inherited } = process.env;
  const child = spawn(process.execPath, [inProject("scripts", "launch.ts")], {
    cwd: inProject(),
    env: {
      ...inherited,
      DATA_DIR: dataDir,
      PORT: String(port),
      DEMO_DATA: "off",
      LOG_LEVEL: "warn",
      BOOTSTRAP_ADMIN_EMAIL: ADMIN.email,
      BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return { child, ended: once(child, "exit").then(([code]) => code), output: () => output };
}
