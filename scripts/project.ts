import { join, resolve } from "node:path";

/** The repository's root directory. */
export const projectRoot = resolve(import.meta.dirname, "..");

/** Absolute path of something in the repository. */
export function inProject(...parts: string[]): string {
  return join(projectRoot, ...parts);
}
