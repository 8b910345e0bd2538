import type { Contestant } from "./measure.ts";

// An audit record names its tenant too: its own id comes first.
const ID_KEYS = ["auditId", "userId", "tenantId"] as const;
type Item = Readonly<Record<string, unknown>>;

/** Makes sure that the bare server fetches what the application answers with. Throws where a row is missing. */
export async function verifySameRows(app: Contestant, bare: Contestant): Promise<void> {
  for (const { name, variants } of app.scenarios.filter((scenario) => !scenario.isWrite)) {
    for (const [variant, { path }] of variants.entries()) {
      const response = await answerOf(app, path);
      const rows = await (await fetch(`http://127.0.0.1:${bare.server.port}/${name}/${variant}`)).text();
      const missing = (response.items ?? [response]).map(idOf).filter((id) => !rows.includes(`"${id}"`));
      if (missing.length > 0) {
        throw new Error(`${name}, variant ${variant}: the bare server does not fetch ${missing.length} of the rows`);
      }
    }
  }
}

/** Makes sure that answers that are to be alike have as many rows as they should in each database. Throws where one has not. */
export async function verifyAlike(contestants: readonly Contestant[]): Promise<void> {
  for (const contestant of contestants) {
    for (const { name, alike } of contestant.scenarios) {
      for (const { path } of alike?.variants ?? []) {
        const { items } = await answerOf(contestant, path);
        if (items?.length !== alike?.rows) {
          throw new Error(`${name}: ${path} has ${items?.length} rows and not ${alike?.rows}`);
        }
      }
    }
  }
}

async function answerOf({ server, tokens }: Contestant, path: string): Promise<Item & { items?: readonly Item[] }> {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    headers: { authorization: `Bearer ${tokens[0]}` },
  });
  return ((await answer.json()) as { response: Item & { items?: readonly Item[] } }).response;
}

/** The id under which an answer shows a row: the first of the known keys that it has. */
function idOf(item: Item): string {
  const key = ID_KEYS.find((candidate) => typeof item[candidate] === "string");
  return key === undefined ? "" : String(item[key]);
}
