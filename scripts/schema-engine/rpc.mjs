import { createInterface } from "node:readline";
import { connect } from "./adapter.mjs";
import { createDatabase } from "./databases.mjs";

// In these calls alone the WebAssembly engine would need a shadow database of its own making; replaying the history
// beforehand fills the cache that it reads instead.
const NEEDS_HISTORY = new Set(["evaluateDataLoss", "createMigration"]);

/** Answers JSON-RPC requests, a line each, one after the other, until standard input ends. */
export function serve(datasource, open) {
  let opened = null;
  const engine = () => {
    opened ??= open();
    return opened;
  };
  let queue = Promise.resolve();
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const { id, method, params } = JSON.parse(line);
      // Without a method it is the answer to our own request to print.
      if (!method) return;
      queue = queue
        .then(() => call(method, params, datasource, engine))
        .then((result) => send({ id, result }))
        .catch((error) => send({ id, error: rpcError(error) }));
    })
    .on("close", () => queue.then(() => process.exit(0)));
}

async function call(method, params, datasource, engine) {
  if (method === "createDatabase") return { databaseName: await createDatabase(datasource.url) };
  if (method === "dbExecute") return execute(datasource.url, params.script);
  return callEngine(await engine(), method, params);
}

async function callEngine(engine, method, params) {
  if (method === "getDatabaseVersion") return engine.version(params);
  if (typeof engine[method] !== "function") throw new Error(`the schema engine has no method ${method}`);
  if (NEEDS_HISTORY.has(method)) {
    const { migrationsList, filters } = params;
    await engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: true });
  }
  const result = (await engine[method](params)) ?? {};
  if (method !== "diff" || !result.stdout) return result;
  // The command line wants a diff's text as a request to print it.
  send({ id: "print", method: "print", params: { content: result.stdout } });
  return { ...result, stdout: null };
}

async function execute(url, script) {
  const connection = await connect(url);
  await connection.executeScript(script);
  await connection.dispose();
  return {};
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

function rpcError(error) {
  const data = {
    is_panic: false,
    message: error?.message ?? String(error),
    error_code: error?.code,
    meta: error?.meta ?? null,
  };
  return { code: 4466, message: "An error happened. Check the data field for details.", data };
}
