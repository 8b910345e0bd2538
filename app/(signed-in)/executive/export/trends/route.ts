import { csvStream } from "#app/_support/csv.ts";
import { download } from "#app/_support/download.ts";
import { getTenantTrends, getTrends } from "#lib/executive/series-operations";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

/** The series of the platform, or of the tenant that the address names, as a file: what the charts show, ranges and all. */
export const GET = (request: Request): Promise<Response> =>
  download(request, { operation: getTrends.name, backHref: "/executive", open });

async function open(caller: Caller, { tenant, metric, ...query }: Record<string, string>) {
  const { data } = await (tenant === undefined
    ? perform(getTrends, caller, { query })
    : perform(getTenantTrends, caller, { path: { tenantId: tenant }, query }));
  const rows = data.series
    .filter((series) => metric === undefined || series.metric === metric)
    .flatMap(({ metric: name, unit, source, points }) =>
      points.map((point) => ({ ...point, metric: name, unit, source, interval: data.interval })),
    );
  const name = ["trends", metric, data.timeframe].filter(Boolean).join("-");
  return { stream: csvStream(name, ["metric", "date", "interval", "value", "low", "high", "unit", "source"], rows) };
}
