#!/usr/bin/env node
// Stands in for the schema engine that the Prisma command line would download: the same JSON-RPC over standard input and
// output, answered by the WebAssembly build of the engine that npm carries. PRISMA_SCHEMA_ENGINE_BINARY points here.
import { parseArgs } from "node:util";
import { runCommandLine } from "./schema-engine/command-line.mjs";
import { engineVersion, openEngine } from "./schema-engine/engine.mjs";
import { serve } from "./schema-engine/rpc.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: "string", multiple: true },
    datasource: { type: "string" },
    version: { type: "boolean" },
  },
});
const datasource = JSON.parse(values.datasource ?? "{}");

if (values.version) console.log(`schema-engine-cli ${await engineVersion()} (wasm)`);
else if (positionals[0] === "cli") process.exitCode = await runCommandLine(positionals[1], datasource);
else serve(datasource, () => openEngine(values.datamodels, datasource));
