import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** A value as COPY takes it; objects go as JSON. */
export type Value = string | number | boolean | Date | object | null | undefined;

const SPECIAL = /[\\\t\n\r]/;
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Loads rows through COPY FROM STDIN and resolves with how many there were. Never holds more than a chunk: where the server
 * is slower than `rows`, they wait.
 */
export async function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Value[]>,
): Promise<number> {
  const target = client.query(copyFrom(`COPY ${table} (${columns.join(", ")}) FROM STDIN`));
  await pipeline(Readable.from(chunksOf(rows), { objectMode: true, highWaterMark: 2 }), target);
  return target.rowCount;
}

function* chunksOf(rows: Iterable<readonly Value[]>): Generator<Buffer> {
  let text = "";
  for (const row of rows) {
    text += `${row.map(encode).join("\t")}\n`;
    if (text.length > CHUNK_CHARACTERS) {
      yield Buffer.from(text);
      text = "";
    }
  }
  if (text !== "") {
    yield Buffer.from(text);
  }
}

function encode(value: Value): string {
  switch (typeof value) {
    case "string":
      return escaped(value);
    case "number":
      return String(value);
    case "boolean":
      return value ? "t" : "f";
    default:
      return value === null || value === undefined ? "\\N" : encodeObject(value);
  }
}

const encodeObject = (value: object): string =>
  value instanceof Date ? value.toISOString() : escaped(JSON.stringify(value));

function escaped(text: string): string {
  if (!SPECIAL.test(text)) {
    return text;
  }
  return text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
