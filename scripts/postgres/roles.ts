import pg from "pg";

/** The database roles: the owner migrates, the application may neither change tables nor become the owner. */
export const ownerRole = "rookery_owner";
/** The role that the application connects as. */
export const appRole = "rookery_app";

/** Passwords of the roles of a server that we started. */
export type RolePasswords = { owner: string; app: string };

/** Makes the two roles and the owner's database where they are missing, and sets the roles' passwords. */
export async function prepareDatabase(superuserUrl: string, database: string, passwords: RolePasswords): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    for (const [role, password] of [
      [ownerRole, passwords.owner],
      [appRole, passwords.app],
    ] as const) {
      const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
      const attributes = `LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${client.escapeLiteral(password)}`;
      await client.query(`${rowCount ? "ALTER" : "CREATE"} ROLE ${role} ${attributes}`);
    }
    await client.query(`GRANT ${appRole} TO ${ownerRole}`);
    await createDatabase(client, database);
  } finally {
    await client.end();
  }
}

async function createDatabase(client: pg.Client, database: string): Promise<void> {
  const name = client.escapeIdentifier(database);
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
  if (!rowCount) await client.query(`CREATE DATABASE ${name} OWNER ${ownerRole} TEMPLATE template0`);
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${appRole}`);
}

/** Address of a database on loopback. */
export function loopbackUrl(port: number, user: string, password: string, database: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
