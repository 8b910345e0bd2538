import { apis } from "../apis.ts";
import { bearerActor } from "../auth/bearer.ts";
import { docsApi } from "../docs-api.ts";
import { fallbackApi } from "../fallback-api.ts";
import { serve } from "../operation/serve.ts";

const routes = [
  { prefix: "/api/v1/openapi.json", handlers: serve(docsApi, bearerActor) },
  ...apis.map((api) => ({ prefix: `${api.base}/`, handlers: serve(api, bearerActor) })),
  { prefix: "/api/", handlers: serve(fallbackApi, bearerActor) },
];

/** Hands the request to the handlers that the application's routes export. */
export async function inProcess(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const handlers = routes.find(({ prefix }) => pathname.startsWith(prefix))?.handlers;
  const method = request.method === "HEAD" ? "GET" : request.method;
  const handler = handlers && Object.hasOwn(handlers, method) ? handlers[method as keyof typeof handlers] : undefined;
  return handler ? handler(request) : new Response(null, { status: 404 });
}
