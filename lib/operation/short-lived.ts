import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { singleton } from "../core/singleton.ts";

/** What Next calls the symbol by which it knows a response whose `setHeader` it has replaced; its server and its routes have one each. */
const REPLACED = "next.patchSetHeaderWithCookieSupport";
const KINDS = 2;

const marks = (): Set<symbol> => singleton("replacedSetHeader", () => new Set());

/**
 * Keeps Next from holding a request in memory long after its answer.
 *
 * V8 places a function that is written as the value of an assignment to a property (`a.b = () => …`) among what is old. Whatever it
 * refers to is then copied by every collection of the young, until one of everything. Next does so with each response's `setHeader`,
 * twice, and thereby with all of the request. It leaves a response alone that bears its mark: one of ours bears it, and does itself
 * what Next's does, but for cookies of the proxy, which passes the API by.
 */
export function ownSetHeader(response: ServerResponse): void {
  const { setHeader } = response;
  // Not assigned as such, for the same reason.
  Object.assign(response, {
    setHeader: (...header: unknown[]) => (response.headersSent ? response : Reflect.apply(setHeader, response, header)),
  });
  const known = marks();
  for (const mark of known) {
    Object.defineProperty(response, mark, { value: true });
  }
  if (known.size < KINDS) {
    response.once("close", () => learn(response, known));
  }
}

function learn(response: ServerResponse, known: Set<symbol>): void {
  for (const symbol of Object.getOwnPropertySymbols(response)) {
    if (symbol.description === REPLACED) {
      known.add(symbol);
    }
  }
}

/**
 * Makes `AsyncLocalStorage.snapshot` cheap, of which Next takes one for every request. Node's gives its function a deprecated property,
 * for which it makes two more functions with a prototype of their own each; V8's descriptions of these are old from the start and hold
 * the request as well.
 */
export function plainSnapshots(): void {
  AsyncLocalStorage.snapshot = () => {
    const resource = new AsyncResource("Snapshot");
    return (run, ...given) => resource.runInAsyncScope(run, undefined, ...given);
  };
}
