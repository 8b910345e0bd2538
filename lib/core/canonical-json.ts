/** JSON with sorted keys: equal values give equal text, whatever order their keys came in. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => sortKeys(member)) ?? "";

function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
