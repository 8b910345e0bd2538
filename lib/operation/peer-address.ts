import diagnostics from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";

const FORWARDED = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "forwarded"];

/**
 * Makes X-Forwarded-For tell the truth: Next keeps what the client claims in it and fills it from the socket only when it is
 * missing. Without TRUST_PROXY the claims of every request are dropped before Next sees them (decisions §9); with it the proxy in
 * front is believed, which appends the address that it saw.
 */
export function distrustForwardedHeaders(): void {
  singleton("forwardedHeaders", () => {
    diagnostics.subscribe("http.server.request.start", (message) => {
      if (env().TRUST_PROXY) {
        return;
      }
      const { headers } = (message as { request: IncomingMessage }).request;
      for (const name of FORWARDED) {
        delete headers[name];
      }
    });
    return true;
  });
}
