import type { Api } from "./api.ts";
import type { AnyOperation } from "./operation.ts";

export type Match =
  | { readonly kind: "found"; readonly op: AnyOperation; readonly path: Readonly<Record<string, string>> }
  | { readonly kind: "wrong-method"; readonly allow: readonly string[]; readonly isPublic: boolean }
  | { readonly kind: "unknown" };

/** The operations on one path, whatever they call its parameters. */
interface Route {
  readonly segments: readonly string[];
  readonly ops: readonly AnyOperation[];
}

/** Finds operations by path and method. A literal segment wins over a parameter: `/audit-logs/export` is no id. */
export function createRouter({
  operations,
}: Pick<Api, "operations">): (method: string, path: readonly string[]) => Match {
  const byShape = Map.groupBy(operations, ({ http }) => http.path.replace(/\{\w+\}/g, PARAMETER));
  const routes = [...byShape].map(([shape, ops]): Route => ({ segments: split(shape), ops })).sort(literalsFirst);
  const byLength = Map.groupBy(routes, ({ segments }) => segments.length);
  return (method, path) => {
    const route = byLength.get(path.length)?.find(({ segments }) => fits(segments, path));
    if (!route) {
      return { kind: "unknown" };
    }
    const { ops } = route;
    const op = ops.find(({ http }) => http.method === method);
    if (op) {
      return { kind: "found", op, path: paramsOf(op, path) };
    }
    return {
      kind: "wrong-method",
      allow: ops.map(({ http }) => http.method),
      isPublic: ops.every(({ policy }) => policy.access === "public" || policy.access === "signed-webhook"),
    };
  };
}

/** `/tenants/{tenantId}` → its segments. */
export const split = (path: string): string[] => path.split("/").filter(Boolean);

const PARAMETER = "{}";

const rank = ({ segments }: Route): string => segments.map((segment) => (segment === PARAMETER ? "1" : "0")).join("");
const literalsFirst = (a: Route, b: Route): number => rank(a).localeCompare(rank(b));

const fits = (segments: readonly string[], path: readonly string[]): boolean =>
  segments.every((segment, index) => segment === PARAMETER || segment === path[index]);

function paramsOf({ http }: AnyOperation, path: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [index, segment] of split(http.path).entries()) {
    if (segment.startsWith("{")) {
      params[segment.slice(1, -1)] = path[index] ?? "";
    }
  }
  return params;
}
