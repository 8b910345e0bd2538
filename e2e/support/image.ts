// Loaded before anything else of a process: it then finds no package that `npm prune --omit=dev` takes out of the image.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { inProject } from "../../scripts/project.ts";

const LOCKED = JSON.parse(readFileSync(inProject("package-lock.json"), "utf8")).packages;
const ROOT = new URL(`file://${inProject()}/`).href;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const path = found.url.startsWith(ROOT) ? found.url.slice(ROOT.length) : "";
    const [, name] = /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    if (name !== undefined && LOCKED[name]?.dev === true) {
      throw new Error(`${name} is not in the image`);
    }
    return found;
  },
});
