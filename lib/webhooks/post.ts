import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { assertLiteralAllowed, ForbiddenAddressError, pinnedLookup } from "./resolver.ts";

/** From the name lookup to the end of the answer. */
const TIMEOUT_MS = 10_000;
/** The status decides; of the body no more than this is taken before the connection is cut. */
const BODY_MAX_BYTES = 65_536;
const HEADERS_MAX_BYTES = 16_384;

export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostOptions {
  /** Aborts the attempt: the process stops. */
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/** What became of one attempt. `error` is null exactly for a 2xx and says nothing that the target sent. */
export interface Attempt {
  readonly statusCode: number | null;
  readonly durationMs: number;
  readonly error: string | null;
}

/** Sends the message once: no redirect is followed, no connection is kept. Never throws: every failure is told by `error`. */
export async function post(
  url: URL,
  message: Message,
  { signal, timeoutMs = TIMEOUT_MS }: PostOptions,
): Promise<Attempt> {
  const started = performance.now();
  const conclude = (statusCode: number | null, error: string | null): Attempt => ({
    statusCode,
    durationMs: Math.round(performance.now() - started),
    error,
  });
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    assertLiteralAllowed(url);
    const statusCode = await exchange(url, message, AbortSignal.any([signal, deadline]));
    return conclude(statusCode, refusalOf(statusCode));
  } catch (thrown) {
    return conclude(null, deadline.aborted ? `No answer within ${timeoutMs / 1000} seconds` : reasonOf(thrown));
  }
}

function exchange(url: URL, { headers, body }: Message, signal: AbortSignal): Promise<number> {
  const options: RequestOptions = {
    method: "POST",
    headers: { ...headers, "content-length": Buffer.byteLength(body) },
    agent: false,
    lookup: pinnedLookup,
    maxHeaderSize: HEADERS_MAX_BYTES,
    signal,
  };
  return new Promise((resolve, reject) => {
    let answered: number | undefined;
    const cut = (cause: unknown) => (answered === undefined ? reject(cause) : resolve(answered));
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    send(url, options, (response) => {
      answered = response.statusCode ?? 0;
      drain(response, () => cut(null));
    })
      .on("upgrade", (response, socket) => {
        socket.destroy();
        resolve(response.statusCode ?? 0);
      })
      .on("error", cut)
      .end(body);
  });
}

/** Takes what is left of the answer, as far as it is short; a broken or endless one changes nothing about its status. */
function drain(response: IncomingMessage, done: () => void): void {
  let size = 0;
  response
    .on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_MAX_BYTES) {
        response.destroy();
      }
    })
    .on("error", () => undefined)
    .on("close", done);
}

function refusalOf(statusCode: number): string | null {
  if (statusCode >= 200 && statusCode < 300) {
    return null;
  }
  const isRedirect = statusCode >= 300 && statusCode < 400;
  return `The address answered ${statusCode}${isRedirect ? ", and redirects are not followed" : ""}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "The host name cannot be resolved",
  EAI_AGAIN: "The host name cannot be resolved at the moment",
  ECONNREFUSED: "The connection was refused",
  ECONNRESET: "The connection was cut before an answer",
  HPE_HEADER_OVERFLOW: "The headers of the answer are too long",
};

function reasonOf(thrown: unknown): string {
  if (thrown instanceof ForbiddenAddressError) {
    return "The address is private or reserved";
  }
  // Several addresses tried in turn fail as an AggregateError whose code is that of the first.
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown failure";
  return REASONS[code] ?? `The request failed: ${code}`;
}
