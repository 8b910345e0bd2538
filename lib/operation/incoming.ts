import diagnostics from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { singleton } from "../core/singleton.ts";
import { env, isHttps } from "../env.ts";
import { TRANSPORT_SECURITY } from "./headers.ts";
import { ownSetHeader } from "./short-lived.ts";
import { awaitAnswer } from "./whole-answer.ts";

/** The methods that Next hands to a route. At any other it fails with a bare 500 or 400. */
const ROUTED = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** Carries a method that Next does not route through to the API; no client can set it. */
export const UNROUTED_METHOD = "x-unrouted-method";
/** Where whatever else is asked by such a method leads: no page and no file answers to it. */
const NOWHERE = "/api/unknown";
const API = "/api/v1/";
/** What the proxy leaves alone. */
const ANY_API = "/api/";
const FORWARDED = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "forwarded"];

/**
 * Puts right what Next would take at its word or leave out, on every request before Next sees it.
 *
 * Next keeps what the client claims in X-Forwarded-For and fills it from the socket only when it is missing: without TRUST_PROXY
 * the claims are dropped (decisions §9); with it the proxy in front is believed, which appends the address that it saw.
 * On a broken percent-encoding Next answers a bare 500: such a path is taken literally, so that it is unknown like any other.
 * A method such as TRACE reaches the API as a header of a GET, so that it is refused there in the envelope like any wrong method;
 * anywhere else it finds nothing. Every answer over https asks browsers for https from then on, files included, which pass by the proxy
 * that gives documents their headers (SRS §14).
 * A server that is told to end closes its idle connections, but one that is busy just then would keep it up for as long as its client
 * asks on: from then on each answer is the last of its connection.
 */
export function tidyIncomingRequests(): void {
  singleton("incomingRequests", () => {
    diagnostics.subscribe("http.server.request.start", (message) => tidy(message as Begun));
    return true;
  });
}

interface Begun {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

function tidy({ request, response, server }: Begun): void {
  letGo(server, response);
  askForHttps(response);
  request.url = decodable(request.url ?? "/");
  passUnroutedMethod(request);
  if (request.url.startsWith(API)) {
    awaitAnswer(request, response);
  }
  if (request.url.startsWith(ANY_API)) {
    ownSetHeader(response);
  }
  if (!env().TRUST_PROXY) {
    for (const name of FORWARDED) {
      delete request.headers[name];
    }
  }
}

/** Makes the answer the last of its connection once the server is told to end. */
function letGo(server: Server, response: ServerResponse): void {
  if (!server.listening) {
    response.setHeader("Connection", "close");
  }
}

function askForHttps(response: ServerResponse): void {
  if (!isHttps()) {
    return;
  }
  const { writeHead } = response;
  // No assignment to the property itself: `ownSetHeader` says why.
  Object.assign(response, {
    writeHead: (...head: unknown[]) => {
      if (!response.hasHeader("Strict-Transport-Security")) {
        response.setHeader("Strict-Transport-Security", TRANSPORT_SECURITY);
      }
      return Reflect.apply(writeHead, response, head);
    },
  });
}

function passUnroutedMethod(request: IncomingMessage): void {
  delete request.headers[UNROUTED_METHOD];
  const { method = "GET", url } = request;
  if (!ROUTED.has(method)) {
    request.headers[UNROUTED_METHOD] = method;
    request.method = "GET";
    request.url = url?.startsWith(API) ? url : NOWHERE;
  }
}

/** The address with every `%` of its path made literal when the path as it is cannot be decoded. */
export function decodable(url: string): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll("%", "%25") + (end === -1 ? "" : url.slice(end));
  }
}
