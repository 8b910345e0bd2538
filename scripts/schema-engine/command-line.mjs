import pg from "pg";
import { createDatabase } from "./databases.mjs";

const ERROR_CODES = { "3D000": "P1003", "28P01": "P1000", 28000: "P1000", ECONNREFUSED: "P1001", ENOTFOUND: "P1001" };

/** The engine's `cli` commands. Resolves with the exit code; what went wrong is logged in the form that Prisma reads. */
export async function runCommandLine(command, { url }) {
  try {
    if (command === "can-connect-to-database") await tryConnect(url);
    else if (command === "create-database") await createDatabase(url);
    else throw new Error(`unknown command ${command}`);
    return 0;
  } catch (error) {
    const code = ERROR_CODES[error.code] ?? "P1011";
    const message = code === "P1001" ? `Can't reach database server at \`${new URL(url).host}\`` : error.message;
    const line = { level: "ERROR", target: "schema_engine::logger", fields: { error_code: code, message } };
    process.stderr.write(`\n${JSON.stringify(line)}`);
    return 1;
  }
}

async function tryConnect(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
}
