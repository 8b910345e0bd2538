import { csvStream } from "#app/_support/csv.ts";
import { download } from "#app/_support/download.ts";
import { getTenantGrowth } from "#lib/executive/growth";
import { perform } from "#lib/operation/perform";

/** Tenants at the end of each of twelve months, as a file. */
export const GET = (request: Request): Promise<Response> =>
  download(request, {
    operation: getTenantGrowth.name,
    backHref: "/executive",
    open: async (caller) => {
      const { data } = await perform(getTenantGrowth, caller, {});
      return { stream: csvStream("tenants-over-time", ["month", "tenants"], data.points) };
    },
  });
