import type { IncomingMessage, ServerResponse } from "node:http";
import { singleton } from "../core/singleton.ts";

/** Names the answer that a request waits for. Set on every call of the API before Next sees it: what a client sends under it is lost. */
export const ANSWER = "x-answer";

/** What passes by Next. */
export interface Whole {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers by their names; null until the API has answered. */
const answers = (): Map<string, Whole | null> => singleton("wholeAnswers", () => new Map());
const names = singleton("answerNames", () => ({ last: 0 }));

/**
 * Lets an answer pass by Next, which would copy and sort its headers, carry its body through two streams and send it in chunks: it
 * leaves in one write when Next ends it. Without a call of `leaveWhole` nothing changes.
 */
export function awaitAnswer(request: IncomingMessage, response: ServerResponse): void {
  names.last += 1;
  const name = String(names.last);
  request.headers[ANSWER] = name;
  answers().set(name, null);
  response.once("close", () => answers().delete(name));
  // Node's own: Next puts others in their place, which look at every header again.
  const { end, setHeader } = response;
  const endWhole = (...rest: unknown[]) => {
    const whole = answers().get(name) ?? null;
    if (whole === null || rest.length > 0 || response.headersSent) {
      return Reflect.apply(end, response, rest);
    }
    const length = Buffer.byteLength(whole.body);
    for (const [header, value] of Object.entries(whole.headers)) {
      Reflect.apply(setHeader, response, [header, value]);
    }
    Reflect.apply(setHeader, response, ["Content-Length", length]);
    // As many bytes as characters: all of it is ASCII, which leaves without being encoded.
    return Reflect.apply(end, response, [whole.body, length === whole.body.length ? "latin1" : "utf8"]);
  };
  // No assignment to the property itself: `ownSetHeader` says why.
  Object.assign(response, { end: endWhole });
}

/** Whether the answer was taken, and only its status is to be given to Next; false where nobody waits for it, as in a test. */
export function leaveWhole(headers: Headers, whole: Whole): boolean {
  const name = headers.get(ANSWER) ?? "";
  if (!answers().has(name)) {
    return false;
  }
  answers().set(name, whole);
  return true;
}
