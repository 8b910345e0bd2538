import type { IncomingMessage, ServerResponse } from "node:http";
import { singleton } from "../core/singleton.ts";

/** Names the answer that a request waits for. Set on every call of the API before Next sees it: what a client sends under it is lost. */
export const ANSWER = "x-answer";

/** Bodies by the name of their answer; null until the API has answered. */
const bodies = (): Map<string, string | null> => singleton("wholeBodies", () => new Map());
const names = singleton("answerNames", () => ({ last: 0 }));

/**
 * Lets the body of an answer pass by Next, which would carry it through two streams and send it in chunks: it leaves with its head,
 * in one write, when Next ends the answer. Without a call of `leaveWhole` nothing changes.
 */
export function awaitBody(request: IncomingMessage, response: ServerResponse): void {
  names.last += 1;
  const name = String(names.last);
  request.headers[ANSWER] = name;
  bodies().set(name, null);
  response.once("close", () => bodies().delete(name));
  const { end } = response;
  response.end = (...rest: unknown[]) => {
    const body = bodies().get(name) ?? null;
    if (body === null || rest.length > 0 || response.headersSent) {
      return Reflect.apply(end, response, rest);
    }
    response.setHeader("Content-Length", Buffer.byteLength(body));
    return Reflect.apply(end, response, [body]);
  };
}

/** Whether the body was taken, and the answer is to be given to Next without one; false where nobody waits for it, as in a test. */
export function leaveWhole(headers: Headers, body: string): boolean {
  const name = headers.get(ANSWER) ?? "";
  if (!bodies().has(name)) {
    return false;
  }
  bodies().set(name, body);
  return true;
}
