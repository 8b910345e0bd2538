type QueryValue = string | number | boolean | null | undefined | readonly string[];

/** Rewrites the query of a relative URL; null, undefined and "" remove their key, all others keep their place. */
export function hrefWith(at: string, patch: Readonly<Record<string, QueryValue>>): string {
  const [path = "", query = ""] = at.split("?", 2);
  const params = new URLSearchParams(query);
  for (const [key, value] of Object.entries(patch)) {
    params.delete(key);
    for (const item of [value].flat()) {
      if (item !== null && item !== undefined && item !== "") params.append(key, String(item));
    }
  }
  const rest = params.toString();
  return rest === "" ? path : `${path}?${rest}`;
}

/** The parameters a page knows, without the empty ones that a plain GET form sends; of a repeated one the first. */
export function queryOf<K extends string>(
  searchParams: Readonly<Record<string, string | string[] | undefined>>,
  keys: readonly K[],
): Partial<Record<K, string>> {
  const query: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = [searchParams[key]].flat()[0];
    if (value !== undefined && value !== "") query[key] = value;
  }
  return query;
}
