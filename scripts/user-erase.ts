// npm run user:erase -- --user ID [--reason R] (--dry-run | --yes): erases everything personal of a user. The account stays as an empty
// row that others refer to, and the audit log stays provable: its records hold commitments, and the values behind them go.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { withDatabase } from "./database-access.ts";
import { newSecrets } from "./launch/secrets.ts";
import { inProject } from "./project.ts";

const flag = { type: "boolean", default: false } as const;
const { values } = parseArgs({
  options: { user: { type: "string" }, reason: { type: "string" }, "dry-run": flag, yes: flag },
});

if (values.user) process.exitCode = await main(values.user, values.reason ?? "Request of the person");
else {
  console.error("Usage: npm run user:erase -- --user ID [--reason 'Why; stays on record'] (--dry-run | --yes)");
  process.exitCode = 2;
}

async function main(userId: string, reason: string): Promise<number> {
  if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
  return withDatabase("app", async (url) => {
    process.env["DATABASE_URL"] = url;
    // The application's modules want secrets at hand; this command signs nothing with them.
    const unused = newSecrets();
    process.env["NEXTAUTH_SECRET"] ||= unused.NEXTAUTH_SECRET;
    process.env["JWT_SIGNING_KEYS"] ||= JSON.stringify(unused.JWT_SIGNING_KEYS);
    process.env["LOG_LEVEL"] ||= "error";
    const code = await erase({ path: { userId }, body: { reason } });
    const [{ stopListening }, { disconnect }] = await Promise.all([
      import("#lib/db/signals"),
      import("#lib/db/client"),
    ]);
    stopListening();
    await disconnect();
    return code;
  });
}

async function erase(input: { path: { userId: string }; body: { reason: string } }): Promise<number> {
  const [{ AppError }, { perform, dryRun }, { eraseUser }, { systemCaller }] = await Promise.all([
    import("#lib/core/errors"),
    import("#lib/operation/perform"),
    import("#lib/users/erase-operation"),
    import("#lib/auth/system-caller"),
  ]);
  try {
    if (values["dry-run"] || !values.yes) {
      tell("Would go", (await dryRun(eraseUser, systemCaller(), input)).data.cascade);
      console.log("Nothing was changed.");
      if (!values["dry-run"]) console.error("This cannot be undone. To erase, say it again with --yes.");
      return values["dry-run"] ? 0 : 3;
    }
    tell("Erased", (await perform(eraseUser, systemCaller(), input)).data);
    console.log("Backups from before still hold it: after restoring one, erase again.");
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const fields = Object.entries(thrown.detail.fields ?? {}).map(([field, why]) => `${field}: ${why}`);
    console.error([thrown.message, ...fields].join("\n  "));
    return 1;
  }
}

function tell(what: string, { plainAuditRecords = 0, ...counts }: Readonly<Record<string, number>>): void {
  const there = Object.entries(counts).filter(([, count]) => count > 0);
  console.log(
    `${what}: ${there.map(([kind, count]) => `${kind} ${count}`).join(", ") || "nothing but the account itself"}.`,
  );
  if (plainAuditRecords > 0)
    console.log(
      `${plainAuditRecords} audit records from before commitments hold values in themselves: they go with their month's retention.`,
    );
}
