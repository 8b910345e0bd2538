import { availableParallelism, cpus, totalmem } from "node:os";
import pg from "pg";

/** What the figures were measured on. */
export async function environmentOf(url: string): Promise<Readonly<Record<string, string>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{
      version: string;
      buffers: string;
      fsync: string;
      tenants: string;
      users: string;
      audit: string;
    }>(
      `SELECT current_setting('server_version') AS version, current_setting('shared_buffers') AS buffers, current_setting('fsync') AS fsync,
         (SELECT count(*)::text FROM tenants) AS tenants, (SELECT sum(total)::text FROM row_counts WHERE name = 'users') AS users,
         (SELECT sum(total)::text FROM row_counts WHERE name = 'audit_events') AS audit`,
    );
    const found = rows[0];
    const count = (text: string | undefined) => Number(text ?? 0).toLocaleString("en-US");
    return {
      processor: `${cpus()[0]?.model.trim() ?? "unknown"} × ${availableParallelism()}`,
      memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
      "Node.js": process.versions.node,
      PostgreSQL: `${found?.version} (shared_buffers ${found?.buffers}, fsync ${found?.fsync})`,
      tenants: count(found?.tenants),
      users: count(found?.users),
      "audit records": count(found?.audit),
    };
  } finally {
    await client.end();
  }
}
