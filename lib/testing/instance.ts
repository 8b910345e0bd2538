import { createServer, type IncomingMessage } from "node:http";
import { flushCompileCache } from "node:module";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { startBackgroundWork } from "../../inngest/start.ts";
import { env } from "../env.ts";
import { startTracing } from "../observability/tracing.ts";
import { inProcess } from "./handlers.ts";

// A process of its own that serves the API over HTTP, started by `startInstance`. It ends when its parent lets go of it. With
// BACKGROUND=on it does the application's background work too, and by SIGTERM it ends as the application does.

const routeAt = async (path: string): Promise<(request: Request) => Promise<Response>> =>
  (await import(new URL(`../../app/${path}/route.ts`, import.meta.url).href)).GET;
const routes = new Map([
  ["/api/health/ready", await routeAt("api/health/ready")],
  ["/api/metrics", await routeAt("api/metrics")],
  ["/.well-known/jwks.json", await routeAt(".well-known/jwks.json")],
]);

const answer = (request: Request): Promise<Response> =>
  routes.get(new URL(request.url).pathname)?.(request) ?? inProcess(request);

if (process.env["BACKGROUND"] === "on") {
  await startBackgroundWork();
} else {
  await startTracing(env().OTEL_EXPORTER_OTLP_ENDPOINT);
}
const server = createServer(async (incoming, outgoing) => {
  const response = await answer(toRequest(incoming));
  // A body that breaks off breaks the connection.
  const body = await response.arrayBuffer().catch(() => outgoing.destroy());
  if (body instanceof ArrayBuffer) {
    // What time it is here, for tests in which it is another.
    outgoing.setHeader("x-clock", new Date().toISOString());
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(body));
  }
  // A body that was refused unread is still on its way: dropped, so that its sender hears the answer.
  incoming.resume();
});
// Node writes it at its exit, which a process that is killed does not live to see.
flushCompileCache();
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
const SIGTERM_CODE = 143;
process.once("SIGTERM", () => server.close(() => process.exit(SIGTERM_CODE)));

function toRequest(incoming: IncomingMessage): Request {
  const { method = "GET", url = "/" } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(`http://localhost:3000${url}`, {
    method,
    headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: "half" }),
  });
}
