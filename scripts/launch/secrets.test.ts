import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseSealKeys } from "#lib/core/seal-keys";
import { secretProblems, signingKeysProblem } from "./secret-rules.ts";
import {
  givenSecrets,
  localSecrets,
  newSealKey,
  newSecrets,
  newSigningKey,
  readStoredSecrets,
  storeSecrets,
} from "./secrets.ts";

const goodSecret = "xK3-9vQ_aZ7pLm2R5tYw8BnC4dFg6HjE";
const goodKeys = JSON.stringify([newSigningKey()]);
const key = newSigningKey();
const { d: _private, ...publicKey } = key;

describe("the session secret", () => {
  test.each([
    [undefined, /NEXTAUTH_SECRET is not set/],
    ["", /NEXTAUTH_SECRET is not set/],
    ["xK3-9vQ_aZ7pLm2R5tYw8BnC4dFg6Hj", /too short: 31 characters/],
    ["changeme".repeat(5), /too simple/],
  ])("is refused when it is %j", (secret, problem) => {
    expect(secretProblems(secret, goodKeys)).toEqual([expect.stringMatching(problem)]);
  });

  test("is never repeated in the message", () => {
    expect(secretProblems("hunter2-hunter2", goodKeys).join()).not.toContain("hunter2");
  });
});

describe("the signing keys", () => {
  test.each([
    ["absent", undefined, /not set/],
    ["not JSON", "secret", /not JSON/],
    ["an object", JSON.stringify(key), /must be a JSON array/],
    ["an empty array", "[]", /at least one/],
    ["a public key", JSON.stringify([publicKey]), /key 1 is a public key/],
    ["a key of another kind", '[{"kty":"oct","k":"AAAA","kid":"a"}]', /key 1 is not a P-256 key/],
    ["a key without an id", JSON.stringify([{ ...key, kid: "" }]), /has no "kid"/],
    ["a key for another algorithm", JSON.stringify([{ ...key, alg: "ES384" }]), /other than ES256/],
    ["a damaged key", JSON.stringify([{ ...key, x: "AAAA" }]), /not a valid private key/],
    ["a second bad key", JSON.stringify([key, {}]), /key 2/],
    ["one id twice", JSON.stringify([key, key]), /same "kid"/],
  ])("are refused when they are %s", (_what, keys, problem) => {
    expect(signingKeysProblem(keys)).toMatch(problem);
  });

  test("may be several private ES256 keys", () => {
    expect(signingKeysProblem(JSON.stringify([newSigningKey(), newSigningKey()]))).toBeNull();
  });
});

test("a hosted installation hears about every bad secret at once", () => {
  expect(() => givenSecrets({})).toThrow(/NEXTAUTH_SECRET is not set[\s\S]*JWT_SIGNING_KEYS is not set/);
});

test("generated secrets are as strong as hosted ones have to be", () => {
  const { NEXTAUTH_SECRET, JWT_SIGNING_KEYS } = newSecrets();
  expect(secretProblems(NEXTAUTH_SECRET, JSON.stringify(JWT_SIGNING_KEYS))).toEqual([]);
});

describe("a local installation", () => {
  let dataDir = "";
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "rookery-secrets-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  test("makes its secrets once, for its owner's eyes only", () => {
    const first = localSecrets({}, dataDir);
    expect(localSecrets({}, dataDir)).toEqual(first);
    expect(statSync(join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  test("prefers what the environment gives, one by one", () => {
    const stored = localSecrets({}, dataDir);
    expect(localSecrets({ NEXTAUTH_SECRET: goodSecret }, dataDir)).toEqual({ ...stored, NEXTAUTH_SECRET: goodSecret });
  });

  test("writes nothing when the environment gives all", () => {
    const given = {
      NEXTAUTH_SECRET: goodSecret,
      JWT_SIGNING_KEYS: goodKeys,
      AUDIT_SEAL_KEY: JSON.stringify(newSealKey()),
    };
    expect(localSecrets(given, dataDir)).toEqual(given);
    expect(readStoredSecrets(dataDir)).toBeNull();
  });

  test("of before there were seals gets a key for them, and keeps the rest", () => {
    const { AUDIT_SEAL_KEY: _none, ...old } = newSecrets();
    storeSecrets(dataDir, old);
    const { AUDIT_SEAL_KEY: sealKey = "", ...others } = localSecrets({}, dataDir);
    expect(others).toEqual({ ...old, JWT_SIGNING_KEYS: JSON.stringify(old.JWT_SIGNING_KEYS) });
    expect(() => parseSealKeys(sealKey)).not.toThrow();
    expect(localSecrets({}, dataDir).AUDIT_SEAL_KEY).toBe(sealKey);
  });

  test("refuses weak secrets of the environment too", () => {
    expect(() => localSecrets({ NEXTAUTH_SECRET: "short" }, dataDir)).toThrow(/NEXTAUTH_SECRET is too short/);
  });

  test("does not replace a damaged file by itself", () => {
    writeFileSync(join(dataDir, "secrets.json"), "{");
    expect(() => localSecrets({}, dataDir)).toThrow(/not readable JSON/);
  });
});
