import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { env, resetEnv } from "./env.ts";

const complete = {
  DATABASE_URL: "postgresql://nowhere",
  NEXTAUTH_SECRET: "a secret of the installation, long enough",
  JWT_SIGNING_KEYS: "[]",
};
const provider = {
  OIDC_ISSUER: "https://id.example.com",
  OIDC_CLIENT_ID: "rookery",
  OIDC_CLIENT_SECRET: "a secret of the provider",
};

function given(variables: Readonly<Record<string, string>>): () => unknown {
  for (const [name, value] of Object.entries({ ...complete, ...variables })) {
    vi.stubEnv(name, value);
  }
  return env;
}

beforeEach(resetEnv);
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

describe("decisions §1: the environment is checked at the start", () => {
  test("single sign-on is all three variables or none", () => {
    expect(given(provider)).not.toThrow();
    resetEnv();
    expect(given({ OIDC_ISSUER: "", OIDC_CLIENT_ID: "", OIDC_CLIENT_SECRET: "" })).not.toThrow();
  });

  test.each(Object.keys(provider))("without %s the other two stop the start and say so", (name) => {
    expect(given({ ...provider, [name]: "" })).toThrow(
      "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are needed together",
    );
  });

  test.each(["http://id.example.com", "ftp://id.example.com", "id.example.com"])("%s is no issuer", (address) => {
    expect(given({ ...provider, OIDC_ISSUER: address })).toThrow(/OIDC_ISSUER/);
  });

  test("a provider on loopback may do without https", () => {
    expect(given({ ...provider, OIDC_ISSUER: "http://localhost:4444" })).not.toThrow();
  });

  test.each(["NEXTAUTH_SECRET", "JWT_SIGNING_KEYS", "DATABASE_URL"])("without %s nothing starts", (name) => {
    expect(given({ [name]: "" })).toThrow(new RegExp(name));
  });

  test("a short secret is refused, and not shown", () => {
    expect(given({ NEXTAUTH_SECRET: "too short" })).toThrow(
      /^Environment: NEXTAUTH_SECRET must have at least 32 characters$/,
    );
  });
});
