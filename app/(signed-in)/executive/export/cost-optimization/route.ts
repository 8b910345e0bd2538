import { download } from "#app/_support/download.ts";
import { figureCsv } from "#app/_support/figure-csv.ts";
import { getCostOptimization } from "#lib/executive/business-operations";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

/** The figures of approximate cost as a file, each labelled as what it is. */
export const GET = (request: Request): Promise<Response> =>
  download(request, { operation: getCostOptimization.name, backHref: "/executive/cost-optimization", open });

async function open(caller: Caller, query: Record<string, string>) {
  const { data, meta } = await perform(getCostOptimization, caller, { query });
  const about = (path: string): string =>
    data.cost_drivers[indexIn(path, "cost_drivers")]?.tenant_name ??
    data.optimization_opportunities[indexIn(path, "optimization_opportunities")]?.type ??
    "";
  return { stream: figureCsv(`cost-optimization-${data.window}`, meta, { about, label: data.label }) };
}

const indexIn = (path: string, list: string): number => {
  const [name, index] = path.split(".");
  return name === list ? Number(index) : -1;
};
