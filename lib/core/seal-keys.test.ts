import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseSealKeys } from "./seal-keys.ts";

const make = () => generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
const [key, older] = [make(), make()];
const { d: _private, ...publicOnly } = older;

describe("AUDIT_SEAL_KEY", () => {
  test("is one key, or several of which the first signs", () => {
    const one = parseSealKeys(JSON.stringify(key));
    expect([...one.verifying.keys()]).toEqual([one.keyId]);
    const several = parseSealKeys(JSON.stringify([key, publicOnly]));
    expect(several.keyId).toBe(one.keyId);
    expect(several.verifying.size).toBe(2);
  });

  test.each([
    ["no JSON", "secret", /not JSON/],
    ["no keys", "[]", /begin with a private key/],
    ["a public key alone", JSON.stringify(publicOnly), /begin with a private key/],
    ["a key of another kind", JSON.stringify({ kty: "EC", crv: "P-256", x: "AA", d: "AA" }), /Ed25519/],
    ["a damaged key", JSON.stringify({ ...key, d: "AA" }), /not a valid key/],
    ["parts of two keys", JSON.stringify({ ...key, x: older.x }), /not a valid key/],
  ])("is refused when it is %s", (_what, text, problem) => {
    expect(() => parseSealKeys(text)).toThrow(problem);
  });
});
