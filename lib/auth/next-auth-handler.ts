import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { isHttps, tellNextAuth } from "../env.ts";
import { scopeOf } from "../operation/request.ts";
import { consoleToken, nextAuthOptions } from "./next-auth.ts";
import { failureOf, type OidcFailure, recordOidcFailure } from "./oidc/failure.ts";
import { confirmByProvider, openStepUp, STEP_UP_LIFETIME_SEC, sealStepUp } from "./oidc/step-up.ts";
import { TICKET_LIFETIME_SEC } from "./sign-in-ticket.ts";

/** The cookie in which a first factor by the identity provider waits for the code. */
export const ticketCookieName = (): string => `${isHttps() ? "__Secure-" : ""}sign-in-ticket`;

const ticketCookie = (ticket: string): string =>
  `${ticketCookieName()}=${ticket}; Path=/login; Max-Age=${TICKET_LIFETIME_SEC}; HttpOnly; SameSite=Lax${isHttps() ? "; Secure" : ""}`;

const stepUpCookieName = (): string => `${isHttps() ? "__Secure-" : ""}step-up`;

/** The cookie with which a session begins to confirm itself at the provider, or an empty one that ends it. */
export const stepUpCookie = (begun: Parameters<typeof sealStepUp>[0] | null): string =>
  `${stepUpCookieName()}=${begun === null ? "" : sealStepUp(begun)}; Path=/api/auth; Max-Age=${begun === null ? 0 : STEP_UP_LIFETIME_SEC}; HttpOnly; SameSite=Lax${isHttps() ? "; Secure" : ""}`;

interface Call {
  readonly method: string;
  readonly headers: Headers;
  readonly cookies: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Answers one of next-auth's addresses below /api/auth, `path` split at its slashes. */
export async function answerNextAuth(path: readonly string[], call: Call): Promise<Response> {
  tellNextAuth();
  const answer = new Answer();
  const { headers, query, ...rest } = call;
  const request = { ...rest, headers: Object.fromEntries(headers), query: { ...query, nextauth: [...path] } };
  const scope = scopeOf(headers);
  const keepTicket = (ticket: string): void => answer.addCookie(ticketCookie(ticket));
  const begun = await stepUpOf(call);
  const confirm = (claims: unknown): Promise<string> => {
    answer.addCookie(stepUpCookie(null));
    return begun ? confirmByProvider(begun, claims, scope) : Promise.reject(new Error("Nothing was begun"));
  };
  let failure: OidcFailure | null = null;
  const onFailure = (code: string, metadata: unknown): void => {
    failure ??= failureOf(code, metadata);
  };
  await NextAuth(
    request as unknown as NextApiRequest,
    answer as unknown as NextApiResponse,
    nextAuthOptions(scope, { keepTicket, onFailure, stepUp: begun && { returnTo: begun.returnTo, confirm } }),
  );
  if (failure !== null) {
    await recordOidcFailure(scope, failure);
  }
  return answer.toResponse();
}

/** What the session of this very browser has begun; another's, or one that has been signed out meanwhile, confirms nothing. */
async function stepUpOf({ cookies, headers }: Call) {
  const begun = openStepUp(cookies[stepUpCookieName()]);
  const token = begun && (await consoleToken(cookies, headers));
  return token?.sid === begun?.sessionId ? begun : null;
}

/** What next-auth needs of Node's response, kept until the end. */
class Answer {
  readonly #headers = new Map<string, string | readonly string[]>();
  readonly #cookies: string[] = [];
  #status = 200;
  #body: string | null = null;

  addCookie(cookie: string): void {
    this.#cookies.push(cookie);
  }

  status(status: number): this {
    this.#status = status;
    return this;
  }

  getHeader(name: string): string | readonly string[] | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | readonly string[]): this {
    this.#headers.set(name.toLowerCase(), value);
    return this;
  }

  json(value: unknown): void {
    this.setHeader("content-type", "application/json");
    this.#body = JSON.stringify(value);
  }

  send(body: unknown): void {
    this.#body = typeof body === "string" || body === undefined ? (body ?? null) : JSON.stringify(body);
  }

  end(): void {
    this.#body = null;
  }

  toResponse(): Response {
    const headers = new Headers({ "cache-control": "no-store" });
    for (const [name, value] of this.#headers) {
      for (const one of [value].flat()) {
        headers.append(name, one);
      }
    }
    for (const cookie of this.#cookies) {
      headers.append("set-cookie", cookie);
    }
    return new Response(this.#body, { status: this.#status, headers });
  }
}
