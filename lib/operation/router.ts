import type { Api } from "./api.ts";
import type { AnyOperation } from "./operation.ts";

export type Match =
  | { readonly kind: "found"; readonly op: AnyOperation; readonly path: Readonly<Record<string, string>> }
  | { readonly kind: "wrong-method"; readonly allow: readonly string[]; readonly isPublic: boolean }
  | { readonly kind: "unknown" };

interface Route {
  readonly op: AnyOperation;
  readonly segments: readonly string[];
}

/** Finds operations by path and method. A literal segment wins over a parameter: `/audit-logs/export` is no id. */
export function createRouter({
  operations,
}: Pick<Api, "operations">): (method: string, path: readonly string[]) => Match {
  const byLength = Map.groupBy(
    operations.map((op): Route => ({ op, segments: split(op.http.path) })).sort(literalsFirst),
    ({ segments }) => segments.length,
  );
  return (method, path) => {
    const hits = (byLength.get(path.length) ?? []).flatMap((route) => {
      const params = matchSegments(route.segments, path);
      return params ? [{ op: route.op, params, pattern: route.segments.join("/") }] : [];
    });
    const [best] = hits;
    if (!best) {
      return { kind: "unknown" };
    }
    const same = hits.filter(
      ({ pattern }) => pattern.replace(/\{\w+\}/g, "{}") === best.pattern.replace(/\{\w+\}/g, "{}"),
    );
    const hit = same.find(({ op }) => op.http.method === method);
    if (hit) {
      return { kind: "found", op: hit.op, path: hit.params };
    }
    return {
      kind: "wrong-method",
      allow: same.map(({ op }) => op.http.method),
      isPublic: same.every(({ op: { policy } }) => policy.access === "public" || policy.access === "signed-webhook"),
    };
  };
}

/** `/tenants/{tenantId}` → its segments. */
export const split = (path: string): string[] => path.split("/").filter(Boolean);

const rank = ({ segments }: Route): string => segments.map((segment) => (segment.startsWith("{") ? "1" : "0")).join("");
const literalsFirst = (a: Route, b: Route): number => rank(a).localeCompare(rank(b));

function matchSegments(pattern: readonly string[], path: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const value = path[index] ?? "";
    if (part.startsWith("{")) {
      params[part.slice(1, -1)] = value;
    } else if (part !== value) {
      return null;
    }
  }
  return params;
}
