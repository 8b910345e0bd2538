// npm run facts:rebuild: makes the facts of every day anew that raw delivery events are kept of. Events may go on arriving meanwhile.
import { existsSync } from "node:fs";
import { withDatabase } from "./database-access.ts";
import { newSecrets } from "./launch/secrets.ts";
import { inProject } from "./project.ts";

if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
process.exitCode = await withDatabase("app", async (url) => {
  process.env["DATABASE_URL"] = url;
  // The application's modules want secrets at hand; this command signs nothing with them.
  const unused = newSecrets();
  process.env["NEXTAUTH_SECRET"] ||= unused.NEXTAUTH_SECRET;
  process.env["JWT_SIGNING_KEYS"] ||= JSON.stringify(unused.JWT_SIGNING_KEYS);
  process.env["LOG_LEVEL"] ||= "error";
  const [{ rebuildFacts }, { stopListening }, { disconnect }] = await Promise.all([
    import("#lib/facts/rebuild"),
    import("#lib/db/signals"),
    import("#lib/db/client"),
  ]);
  const days = await rebuildFacts((day) => process.stdout.isTTY && process.stdout.write(`\r${day}`));
  console.log(`\rThe facts of ${days} days are those of the raw events again.`);
  stopListening();
  await disconnect();
  return 0;
});
