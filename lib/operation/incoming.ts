import diagnostics from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";

const FORWARDED = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "forwarded"];

/**
 * Puts right what Next would take at its word, on every request before Next sees it.
 *
 * Next keeps what the client claims in X-Forwarded-For and fills it from the socket only when it is missing: without TRUST_PROXY
 * the claims are dropped (decisions §9); with it the proxy in front is believed, which appends the address that it saw.
 * On a broken percent-encoding Next answers a bare 500: such a path is taken literally, so that it is unknown like any other.
 */
export function tidyIncomingRequests(): void {
  singleton("incomingRequests", () => {
    diagnostics.subscribe("http.server.request.start", (message) => {
      const { request } = message as { request: IncomingMessage };
      request.url = decodable(request.url ?? "/");
      if (!env().TRUST_PROXY) {
        for (const name of FORWARDED) {
          delete request.headers[name];
        }
      }
    });
    return true;
  });
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
