import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { adapterFactory } from "./databases.mjs";

/** The version that the engine itself tells. */
export async function engineVersion() {
  await load();
  return glue.version();
}

/** Opens the engine on the given schema files; its log goes to standard error, where the command line expects it. */
export async function openEngine(datamodels, datasource) {
  await load();
  const options = { datamodels: datamodels?.map((file) => [file, readFileSync(file, "utf8")]) };
  const log = (line) => void process.stderr.write(`${line}\n`);
  return glue.SchemaEngine.new(options, log, bindMigrationAwareSqlAdapterFactory(adapterFactory(datasource)));
}

async function load() {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const module = readFileSync(entry.replace(/\.js$/, "_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(module, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}
