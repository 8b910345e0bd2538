import { generateKeyPairSync, type JsonWebKey, randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivateFile } from "../private-file.ts";
import { Refusal } from "./refusal.ts";
import { secretProblems } from "./secret-rules.ts";

/** A private key that signs access tokens (ES256). */
export type SigningKey = JsonWebKey & { kid: string; use: "sig"; alg: "ES256" };

/** The secrets as the application reads them from its environment. Without a key for seals the audit log is not sealed. */
export type SecretVariables = { NEXTAUTH_SECRET: string; JWT_SIGNING_KEYS: string; AUDIT_SEAL_KEY?: string };

/** What DATA_DIR/secrets.json holds; the key for seals is missing from files of before there were seals. */
export type StoredSecrets = { NEXTAUTH_SECRET: string; JWT_SIGNING_KEYS: SigningKey[]; AUDIT_SEAL_KEY?: JsonWebKey };

type Environment = Readonly<Record<string, string | undefined>>;

/** A new signing key with a random id. */
export function newSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "ES256" };
}

/** A new key for the seals of the audit log (Ed25519). */
export function newSealKey(): JsonWebKey {
  return generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
}

/** Fresh secrets, of the strength that hosted mode demands. */
export function newSecrets(): StoredSecrets {
  return {
    NEXTAUTH_SECRET: randomBytes(48).toString("base64url"),
    JWT_SIGNING_KEYS: [newSigningKey()],
    AUDIT_SEAL_KEY: newSealKey(),
  };
}

/** The secrets of a hosted installation: from the environment alone. Throws a Refusal that names each one missing or weak. */
export function givenSecrets(env: Environment): SecretVariables {
  return checked({ NEXTAUTH_SECRET: env["NEXTAUTH_SECRET"], JWT_SIGNING_KEYS: env["JWT_SIGNING_KEYS"] });
}

/** The secrets of a local installation: from the environment where set, else kept in the data directory. */
export function localSecrets(env: Environment, dataDir: string): SecretVariables {
  const given = {
    NEXTAUTH_SECRET: env["NEXTAUTH_SECRET"],
    JWT_SIGNING_KEYS: env["JWT_SIGNING_KEYS"],
    AUDIT_SEAL_KEY: env["AUDIT_SEAL_KEY"],
  };
  if (given.NEXTAUTH_SECRET && given.JWT_SIGNING_KEYS && given.AUDIT_SEAL_KEY) {
    return { ...checked(given), AUDIT_SEAL_KEY: given.AUDIT_SEAL_KEY };
  }
  const stored = completeSecrets(dataDir);
  return {
    ...checked({
      NEXTAUTH_SECRET: given.NEXTAUTH_SECRET || stored.NEXTAUTH_SECRET,
      JWT_SIGNING_KEYS: given.JWT_SIGNING_KEYS || JSON.stringify(stored.JWT_SIGNING_KEYS),
    }),
    AUDIT_SEAL_KEY: given.AUDIT_SEAL_KEY || JSON.stringify(stored.AUDIT_SEAL_KEY),
  };
}

function completeSecrets(dataDir: string): Required<StoredSecrets> {
  const stored = readStoredSecrets(dataDir);
  const { AUDIT_SEAL_KEY: sealKey, ...others } = stored ?? newSecrets();
  const complete = { ...others, AUDIT_SEAL_KEY: sealKey ?? newSealKey() };
  if (!stored?.AUDIT_SEAL_KEY) storeSecrets(dataDir, complete);
  return complete;
}

/** The generated secrets of a data directory, or null before its first start. Throws a Refusal when the file is damaged. */
export function readStoredSecrets(dataDir: string): StoredSecrets | null {
  const file = secretsFile(dataDir);
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Refusal(
      `${file} is not readable JSON. Restore it: without it everybody has to sign in again, and the audit log's seals cannot be verified.`,
    );
  }
}

/** Writes a data directory's secrets, for its owner's eyes only. */
export function storeSecrets(dataDir: string, secrets: StoredSecrets): StoredSecrets {
  writePrivateFile(secretsFile(dataDir), `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

function secretsFile(dataDir: string): string {
  return join(dataDir, "secrets.json");
}

function checked(secrets: { [Name in "NEXTAUTH_SECRET" | "JWT_SIGNING_KEYS"]: string | undefined }): SecretVariables {
  const problems = secretProblems(secrets.NEXTAUTH_SECRET, secrets.JWT_SIGNING_KEYS);
  if (problems.length > 0) {
    throw new Refusal(`Rookery refuses to start with these secrets:\n${problems.map((p) => `  ${p}`).join("\n")}`);
  }
  return { NEXTAUTH_SECRET: secrets.NEXTAUTH_SECRET ?? "", JWT_SIGNING_KEYS: secrets.JWT_SIGNING_KEYS ?? "" };
}
