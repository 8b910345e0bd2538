import { fileURLToPath } from "node:url";

/** Compiled modules: a process that is started a hundred times need not compile the application each time. */
export const COMPILED = fileURLToPath(new URL("../../node_modules/.cache/rookery-compiled", import.meta.url));
