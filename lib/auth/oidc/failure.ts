import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { log } from "../../observability/log.ts";
import { operation, type RequestScope } from "../../operation/operation.ts";
import { perform } from "../../operation/perform.ts";
import { ANONYMOUS } from "../../operation/serve.ts";

/** What can go wrong between us and the provider, before anybody is known. */
const REASONS = ["state-mismatch", "bad-token", "provider-refused", "provider-unreachable", "protocol-error"] as const;
export type OidcFailure = (typeof REASONS)[number];

const UNREACHABLE = /ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|timed out|expected 200 OK/i;
/** The errors of OAuth 2.0 and OpenID Connect, with which the client's messages begin. */
const REFUSED =
  /^(access_denied|(invalid|unauthorized|unsupported|login|interaction|consent|account)_\w+|server_error)/;
const STATE = /\bstate\b|nonce|code_verifier|pkce/i;
const TOKEN = /\b(jwt|jws|id_token|signature|iss|aud|azp|issuer)\b|somebody else/i;

/** The reason in what next-auth logs. Of the words nothing but this is kept: they may hold what was sent. Null for what is no failure of single sign-on. */
export function failureOf(code: string, metadata: unknown): OidcFailure | null {
  if (code === "OAUTH_CALLBACK_HANDLER_ERROR") {
    return "provider-refused";
  }
  if (code !== "OAUTH_CALLBACK_ERROR" && code !== "SIGNIN_OAUTH_ERROR") {
    return null;
  }
  const error = z.object({ error: z.instanceof(Error) }).safeParse(metadata).data?.error;
  // A connection that fails to several addresses has a code and no message.
  const said = `${error?.message ?? ""} ${error && "code" in error ? String(error.code) : ""}`;
  const [reason] = BY_WORDS.find(([, words]) => words.test(said)) ?? [];
  return reason ?? "protocol-error";
}

const BY_WORDS: readonly (readonly [OidcFailure, RegExp])[] = [
  ["provider-unreachable", UNREACHABLE],
  ["provider-refused", REFUSED],
  ["state-mismatch", STATE],
  ["bad-token", TOKEN],
];

/** A sign-in that failed between us and the provider. Nobody is known yet: the row names the reason and no account. */
const oidcFailed = operation({
  name: "oidcFailed",
  summary: "Record a single sign-on that failed before anybody was known",
  http: { method: "POST", path: "/oidc-failed" },
  policy: { access: "public" },
  limit: "signIn",
  audit: ["AUTH_LOGIN_FAILED"],
  entityType: "user",
  input: { body: z.strictObject({ why: z.enum(REASONS).describe("What went wrong") }) },
  output: z.never(),
  errors: ["UNAUTHENTICATED"],
  example: { input: { body: { why: "state-mismatch" } } },
  run: async (_ctx, { body: { why } }) => ({
    refused: new AppError("UNAUTHENTICATED"),
    audit: {
      action: "AUTH_LOGIN_FAILED",
      entityType: "user",
      entityId: null,
      outcome: "failure",
      after: { why, method: "oidc" },
    },
  }),
});

/** Puts the failure on record, within the allowance of sign-ins of the address. Never throws. */
export async function recordOidcFailure(request: RequestScope, why: OidcFailure): Promise<void> {
  try {
    await perform(oidcFailed, { actor: ANONYMOUS, request }, { body: { why } });
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.status >= 500) {
      log.error({ err: thrown, requestId: request.requestId }, "a failed single sign-on could not be audited");
    }
  }
}
