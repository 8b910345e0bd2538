/** Computes a key from an event. */
export type KeyOf = (event: unknown) => string;

const LITERAL = /^(["'])([^"']*)\1$/;
const PATH = /^event((?:\.[A-Za-z_]\w*)+)$/;
const EQUALITY = /^event\.([\w.]+) == async\.([\w.]+)$/;

/** Compiles the part of Inngest's expressions that is supported: paths of the event and text joined by `+`. Throws on any other. */
export function keyExpression(source: string): KeyOf {
  const parts = source.split("+").map((part) => compilePart(part.trim(), source));
  return (event) => parts.map((part) => part(event)).join("");
}

function compilePart(part: string, source: string): KeyOf {
  const literal = LITERAL.exec(part)?.[2];
  if (literal !== undefined) {
    return () => literal;
  }
  const path = PATH.exec(part)?.[1]?.slice(1);
  if (path === undefined) {
    throw new Error(`the embedded runner cannot evaluate the expression ${source}`);
  }
  return (event) => textAt(event, path) ?? "";
}

/** The value at a dotted path as text; null where there is none. */
export function textAt(value: unknown, path: string): string | null {
  let found = value;
  for (const name of path.split(".")) {
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[name] : undefined;
  }
  return found === undefined || found === null ? null : typeof found === "string" ? found : JSON.stringify(found);
}

/** What a waiting step compares: the run's event at `own` with the awaited one at `awaited`. Throws on any other expression. */
export function matchExpression(source: string): { readonly own: string; readonly awaited: string } {
  const [, own, awaited] = EQUALITY.exec(source) ?? [];
  if (own === undefined || awaited === undefined) {
    throw new Error(`the embedded runner cannot evaluate the expression ${source}`);
  }
  return { own, awaited };
}
