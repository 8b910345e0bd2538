import { download } from "#app/_support/download.ts";
import { figureCsv } from "#app/_support/figure-csv.ts";
import { getRevenueProtection } from "#lib/executive/business-operations";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

/** The figures of revenue protection as a file, for the window that the address names. */
export const GET = (request: Request): Promise<Response> =>
  download(request, { operation: getRevenueProtection.name, backHref: "/executive/revenue-protection", open });

async function open(caller: Caller, query: Record<string, string>) {
  const { data, meta } = await perform(getRevenueProtection, caller, { query });
  const about = (path: string): string => data.business_insights[indexIn(path)]?.tenant_name ?? "";
  const label = "Modelled, directional";
  return { stream: figureCsv(`revenue-protection-${data.window}`, meta, { about, label }) };
}

const indexIn = (path: string): number => Number(/^business_insights\.(\d+)\./.exec(path)?.[1] ?? -1);
