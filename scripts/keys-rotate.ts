// npm run keys:rotate: a new key to sign access tokens with. The old ones go on verifying, so nobody is signed out. Where
// the secrets are not in the data directory, or with --print, it prints the new value of JWT_SIGNING_KEYS instead. With --seal it
// prints a new value of AUDIT_SEAL_KEY: the new key in front of the current ones, which verify the seals of before.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseSealKeys } from "#lib/core/seal-keys";
import { signingKeysProblem } from "./launch/secret-rules.ts";
import { newSealKey, newSigningKey, readStoredSecrets, type SigningKey, storeSecrets } from "./launch/secrets.ts";
import { inProject, projectRoot } from "./project.ts";

// Two rotations within the life of an access token still leave its key among them.
const MAX_KEYS = 3;

if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
const given = process.env["JWT_SIGNING_KEYS"];
const dataDir = resolve(projectRoot, process.env["DATA_DIR"] || ".data");
const stored = readStoredSecrets(dataDir);

if (process.argv.includes("--seal")) printSealKey(process.env["AUDIT_SEAL_KEY"] || storedSealKey());
else if (given || process.env["DATABASE_URL"] || !stored || process.argv.includes("--print")) printRotated(given);
else {
  storeSecrets(dataDir, { ...stored, JWT_SIGNING_KEYS: rotated(stored.JWT_SIGNING_KEYS) });
  console.log(`New signing key stored in ${dataDir}. Start Rookery again to use it.`);
}

function printRotated(current: string | undefined): void {
  const problem = current ? signingKeysProblem(current) : null;
  if (problem) {
    console.error(problem);
    process.exitCode = 1;
    return;
  }
  console.log(JSON.stringify(rotated(current ? JSON.parse(current) : [])));
  console.error("This is the new value of JWT_SIGNING_KEYS. Set it for every instance, then restart them one by one.");
}

function rotated(keys: readonly SigningKey[]): SigningKey[] {
  return [newSigningKey(), ...keys].slice(0, MAX_KEYS);
}

function storedSealKey(): string | undefined {
  const key = process.env["DATABASE_URL"] ? undefined : stored?.AUDIT_SEAL_KEY;
  return key && JSON.stringify(key);
}

function printSealKey(current: string | undefined): void {
  try {
    if (current) parseSealKeys(current);
  } catch (problem) {
    console.error(`AUDIT_SEAL_KEY ${problem instanceof Error ? problem.message : problem}`);
    process.exitCode = 1;
    return;
  }
  const keys = current ? [JSON.parse(current)].flat() : [];
  console.log(JSON.stringify(keys.length === 0 ? newSealKey() : [newSealKey(), ...keys]));
  console.error("This is the new value of AUDIT_SEAL_KEY. Set it for every instance, then restart them one by one.");
}
