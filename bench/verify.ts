import type { Contestant } from "./measure.ts";

// An audit record names its tenant too: its own id comes first.
const ID_KEYS = ["auditId", "userId", "tenantId"] as const;
type Item = Readonly<Record<string, unknown>>;

/** Makes sure that the bare server fetches what the application answers with. Throws where a row is missing. */
export async function verifySameRows(app: Contestant, bare: Contestant): Promise<void> {
  for (const { name, variants } of app.scenarios.filter((scenario) => !scenario.isWrite)) {
    for (const [variant, { path }] of variants.entries()) {
      const answer = await fetch(`http://127.0.0.1:${app.server.port}${path}`, {
        headers: { authorization: `Bearer ${app.tokens[0]}` },
      });
      const { response } = (await answer.json()) as { response: Item & { items?: readonly Item[] } };
      const rows = await (await fetch(`http://127.0.0.1:${bare.server.port}/${name}/${variant}`)).text();
      const missing = (response.items ?? [response]).map(idOf).filter((id) => !rows.includes(`"${id}"`));
      if (missing.length > 0) {
        throw new Error(`${name}, variant ${variant}: the bare server does not fetch ${missing.length} of the rows`);
      }
    }
  }
}

/** The id under which an answer shows a row: the first of the known keys that it has. */
function idOf(item: Item): string {
  const key = ID_KEYS.find((candidate) => typeof item[candidate] === "string");
  return key === undefined ? "" : String(item[key]);
}
