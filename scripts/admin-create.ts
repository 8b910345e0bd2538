// npm run admin:create -- --email E: makes a SuperAdmin. The password comes from standard input, or is generated and shown once.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { withDatabase } from "./database-access.ts";
import { newSecrets } from "./launch/secrets.ts";
import { inProject } from "./project.ts";

const { values } = parseArgs({
  options: { email: { type: "string" }, name: { type: "string" }, "if-missing": { type: "boolean", default: false } },
});

if (values.email) process.exitCode = await create(values.email, values.name ?? "Administrator");
else {
  console.error("Usage: npm run admin:create -- --email you@example.com [--name 'Your Name'] [< password]");
  process.exitCode = 2;
}

async function create(email: string, name: string): Promise<number> {
  if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
  const given = process.stdin.isTTY ? "" : (await text(process.stdin)).replace(/\r?\n$/, "");
  // Generated: 144 random bits; the tail satisfies every rule that a password policy can hold.
  const password = given || `${randomBytes(18).toString("base64url")}-aZ7`;
  return withDatabase("app", async (url) => {
    process.env["DATABASE_URL"] = url;
    // The application's modules want secrets at hand; this command signs nothing with them.
    const unused = newSecrets();
    process.env["NEXTAUTH_SECRET"] ||= unused.NEXTAUTH_SECRET;
    process.env["JWT_SIGNING_KEYS"] ||= JSON.stringify(unused.JWT_SIGNING_KEYS);
    process.env["LOG_LEVEL"] ||= "error";
    const code = await makeAdmin({ email, name, role: "SuperAdmin", password }, given === "");
    const [{ stopListening }, { disconnect }] = await Promise.all([
      import("#lib/db/signals"),
      import("#lib/db/client"),
    ]);
    stopListening();
    await disconnect();
    return code;
  });
}

async function makeAdmin(
  body: { email: string; name: string; role: string; password: string },
  isGenerated: boolean,
): Promise<number> {
  const [{ AppError }, { perform }, { createUser }, { systemCaller }] = await Promise.all([
    import("#lib/core/errors"),
    import("#lib/operation/perform"),
    import("#lib/users/operations"),
    import("#lib/auth/system-caller"),
  ]);
  try {
    await perform(createUser, systemCaller(), { body });
    console.log(`SuperAdmin ${body.email} created.`);
    if (isGenerated) console.log(`Password (shown this once): ${body.password}`);
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    if (thrown.code === "CONFLICT" && values["if-missing"]) {
      console.log(`SuperAdmin ${body.email} is already there.`);
      return 0;
    }
    const fields = Object.entries(thrown.detail.fields ?? {}).map(([field, reason]) => `${field}: ${reason}`);
    console.error([thrown.message, ...fields].join("\n  "));
    return 1;
  }
}
