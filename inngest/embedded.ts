import { type Inngest, InngestCommHandler, type InngestFunction } from "inngest";
import type { FunctionHandler, FunctionRequest } from "../lib/runner/protocol.ts";

/** The SDK's handler for calls from within the process. Nothing outside can reach it, so that there are no signatures to check. */
export function embeddedHandler(client: Inngest, functions: readonly InngestFunction.Any[]): FunctionHandler {
  const handler = new InngestCommHandler({
    frameworkName: "embedded",
    client,
    functions,
    skipSignatureValidation: true,
    handler: (request: FunctionRequest) => ({
      body: () => request.body,
      headers: (name: string) => request.headers[name.toLowerCase()] ?? null,
      method: () => request.method,
      url: () => new URL(request.url),
      transformResponse: ({ status, headers, body }) => ({
        status,
        body,
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      }),
    }),
  });
  return handler.createHandler() as FunctionHandler;
}
