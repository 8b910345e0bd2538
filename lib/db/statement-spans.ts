import type pg from "pg";
import { isTracing, traced } from "../observability/tracing.ts";

const TEXT_MAX = 1000;

/** While traces are written, each statement of the connection is a span: its text with placeholders, never its values. */
export function traceStatements(client: pg.PoolClient): void {
  if (!isTracing()) {
    return;
  }
  const send: Send = client.query.bind(client);
  const query: Send = (...given) => {
    const text = textOf(given[0]);
    if (text === undefined) {
      return send(...given);
    }
    const fields = () => ({ "db.system.name": "postgresql", "db.query.text": text.slice(0, TEXT_MAX) });
    return traced({ name: verbOf(text), kind: "client", fields }, () => answered(send, given));
  };
  Object.assign(client, { query });
}

type Send = (...given: unknown[]) => unknown;

/** Settles with the answer, whether the driver was asked for a promise or, as its pool does, by a callback. */
async function answered(send: Send, given: readonly unknown[]): Promise<unknown> {
  const callback = given.at(-1);
  if (typeof callback !== "function") {
    return send(...given);
  }
  return new Promise<void>((resolve) => {
    send(...given.slice(0, -1), (...answer: unknown[]) => {
      resolve();
      callback(...answer);
    });
  });
}

function textOf(statement: unknown): string | undefined {
  if (typeof statement === "string") {
    return statement;
  }
  const isConfig = typeof statement === "object" && statement !== null && !("submit" in statement);
  return isConfig && "text" in statement && typeof statement.text === "string" ? statement.text : undefined;
}

const verbOf = (text: string): string => /\w+/.exec(text)?.[0].toUpperCase() ?? "statement";
