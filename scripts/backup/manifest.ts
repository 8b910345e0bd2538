import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";

/** One table of a backup: `file` holds its rows as COPY writes them, compressed; the digest is of the text before that. */
export interface TableDump {
  readonly name: string;
  readonly columns: readonly string[];
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
}

/** What a backup says of itself. */
export interface Manifest {
  readonly format: 1;
  readonly takenOn: string;
  readonly migrations: readonly string[];
  readonly partitions: readonly { readonly name: string; readonly parent: string; readonly bound: string }[];
  readonly sequences: readonly { readonly name: string; readonly value: string; readonly isCalled: boolean }[];
  readonly tables: readonly TableDump[];
}

export const MANIFEST_FILE = "manifest.json";

/** Reads the manifest of a backup. Throws when there is none, or of a format of another release. */
export function readManifest(directory: string): Manifest {
  const manifest = JSON.parse(readFileSync(join(directory, MANIFEST_FILE), "utf8")) as Manifest;
  if (manifest.format !== 1) throw new Error(`${directory} is a backup of another format`);
  return manifest;
}

/** Lets bytes through and tells their SHA-256 at the end. */
export function digesting(): { readonly stream: Transform; digest(): string } {
  const hash = createHash("sha256");
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, digest: () => hash.digest("hex") };
}
