import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "./project.ts";

// What the built application is made of. Of package.json only the import aliases matter, and they name no source.
const SOURCES = [
  "app",
  "components",
  "inngest",
  "lib",
  "public",
  "prisma/schema.prisma",
  "package-lock.json",
  "tsconfig.json",
];
const ROOT_SOURCE = /^(proxy|instrumentation(-client)?)\.ts$|^(next|postcss|tailwind)\.config\.\w+$/;
const NOT_BUILT = /\.test\.tsx?$|^lib\/testing\/|^lib\/db\/generated\//;

/** A digest of everything that goes into the built application: it changes exactly when a build is due. */
export function sourceHash(): string {
  const roots = [...SOURCES, ...readdirSync(inProject()).filter((name) => ROOT_SOURCE.test(name))];
  return hashFiles(roots.flatMap(filesBelow).filter((path) => !NOT_BUILT.test(path)));
}

/** A digest of the names and contents of files of the repository. */
export function hashFiles(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of [...paths].sort()) {
    const content = readFileSync(inProject(path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function filesBelow(path: string): string[] {
  if (!existsSync(inProject(path))) return [];
  if (!statSync(inProject(path)).isDirectory()) return [path];
  return readdirSync(inProject(path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(inProject().length + 1));
}
