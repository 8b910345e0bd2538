import { flushCompileCache } from "node:module";
import { startBackgroundWork } from "../../../inngest/start.ts";

// A process of its own that does the application's background work, started as the application starts it, to be killed.

process.once("message", () => void startBackgroundWork());
// Node writes it at its exit, which a process that is killed does not live to see.
flushCompileCache();
process.send?.("loaded");
