// npm run secrets:reseal: seals what the database holds sealed with NEXTAUTH_SECRET, so that NEXTAUTH_SECRET_PREVIOUS can go.
// Needs the server's variables; instances may run meanwhile.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { withDatabase } from "./database-access.ts";
import { Refusal } from "./launch/refusal.ts";
import { localSecrets } from "./launch/secrets.ts";
import { inProject, projectRoot } from "./project.ts";

if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
try {
  process.exitCode = await withDatabase("app", async (url) => {
    Object.assign(process.env, { ...secrets(), DATABASE_URL: url, LOG_LEVEL: process.env["LOG_LEVEL"] || "error" });
    const [{ resealStored }, { stopListening }, { disconnect }] = await Promise.all([
      import("#lib/reseal"),
      import("#lib/db/signals"),
      import("#lib/db/client"),
    ]);
    const { renewed, unreadable } = await resealStored();
    console.log(`${renewed} sealed anew, ${unreadable} that no secret opens.`);
    stopListening();
    await disconnect();
    return unreadable === 0 ? 0 : 1;
  });
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Those of the environment; with the embedded database also those beside it. Nothing is signed with the keys for tokens here. */
function secrets(): Record<string, string> {
  const { NEXTAUTH_SECRET, JWT_SIGNING_KEYS = "unused" } = process.env;
  if (NEXTAUTH_SECRET) return { NEXTAUTH_SECRET, JWT_SIGNING_KEYS };
  if (process.env["DATABASE_URL"]) throw new Refusal("NEXTAUTH_SECRET is not set.");
  return localSecrets(process.env, resolve(projectRoot, process.env["DATA_DIR"] || ".data"));
}
