import pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { newSecrets } from "../../../scripts/launch/secrets.ts";
import { hashPassword } from "../../auth/password.ts";
import type { Configuration } from "../../configuration/definitions.ts";
import { SYSTEM_ROLES } from "../../policy/roles.ts";
import { type Client, signIn, type Transport } from "../client.ts";
import { type OwnPostgres, ownPostgres } from "../own-postgres.ts";
import { PASSWORD } from "../people.ts";
import { until } from "../poll.ts";
import { randomEmail } from "../random.ts";
import { type Instance, startInstance } from "../second-instance.ts";
import { roundRobin } from "./round-robin.ts";

/** Instances behind a round-robin on a database of their own, to be mistreated. */
export interface World {
  readonly postgres: OwnPostgres;
  readonly origin: string;
  /** A super admin who comes through the round-robin. */
  readonly admin: Client;
  readonly instances: readonly Instance[];
  /** What an instance needs to be one of them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs SQL as the role that owns the tables. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ends one, by kill -9 unless told otherwise, and puts a new one in its place; resolves when that one serves. */
  replace(index: number, end?: (instance: Instance) => Promise<unknown>): Promise<void>;
  end(): Promise<void>;
}

const PLENTY: Partial<Configuration> = { "rateLimits.superAdminPerMinute": 100_000 };

/** Sends what a client says to the origin. */
export const through =
  (origin: string): Transport =>
  (request) =>
    fetch(new Request(request.url.replace("http://localhost:3000", origin), request));

export interface WorldOptions {
  readonly variables?: Readonly<Record<string, string>>;
  /** Modules that every instance loads before the application. */
  readonly preload?: readonly string[];
  /** Over what is configured for every world. */
  readonly configuration?: Partial<Configuration>;
  /** The database; a new one unless given. It goes with the world. */
  readonly postgres?: OwnPostgres;
}

/** Starts `count` instances on a database of their own, with allowances that nobody uses up. */
export async function startWorld(count: number, options: WorldOptions = {}): Promise<World> {
  const { variables = {}, preload = [] } = options;
  const postgres = options.postgres ?? (await ownPostgres());
  const { NEXTAUTH_SECRET, JWT_SIGNING_KEYS } = newSecrets();
  const secrets = { NEXTAUTH_SECRET, JWT_SIGNING_KEYS: JSON.stringify(JWT_SIGNING_KEYS) };
  const environment = { ...secrets, DATABASE_URL: postgres.url, LOG_LEVEL: "silent", ...variables };
  const sql = query(postgres.ownerUrl);
  const email = randomEmail();
  await sql(
    "INSERT INTO users (id, email, name, role_id, status, password_hash) VALUES ($1, $2, 'A', $3, 'active', $4)",
    [uuidv7(), email, SYSTEM_ROLES.SuperAdmin.id, await hashPassword(PASSWORD)],
  );
  await sql("INSERT INTO configuration_versions (version, values) VALUES (1, $1)", [
    JSON.stringify({ ...PLENTY, ...options.configuration }),
  ]);

  const balancer = await roundRobin();
  const instances = await Promise.all(Array.from({ length: count }, () => startInstance(environment, preload)));
  const announce = (): void => balancer.serve(instances.map(({ origin }) => origin));
  announce();
  const transport = through(balancer.origin);
  // On a busy machine the first connections may take too long, which is no fault that anybody has made.
  const { client } = await until({ withinMs: 60_000, what: "a first sign-in" }, () =>
    signIn({ userId: "", email, name: "A" }, transport).catch(() => null),
  );
  return {
    postgres,
    origin: balancer.origin,
    admin: client.at(transport),
    instances,
    environment,
    sql,
    async replace(index, end = ({ kill }) => kill()) {
      const leaving = instances[index];
      if (leaving) {
        await end(leaving);
      }
      instances[index] = await startInstance(environment, preload);
      announce();
    },
    async end() {
      await balancer.close();
      await Promise.all(instances.map((instance) => instance.stop()));
      await postgres.remove();
    },
  };
}

const query =
  (connectionString: string): World["sql"] =>
  async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    const client = new pg.Client({ connectionString });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  };
