import { download } from "#app/_support/download.ts";
import { exportAuditLogs } from "#lib/audit/operations";
import { perform } from "#lib/operation/perform";

/** The file that the export dialog asks for, in the format and with the filters of its address. */
export const GET = (request: Request): Promise<Response> =>
  download(request, {
    operation: exportAuditLogs.name,
    backHref: "/console/audit",
    open: (caller, query) => perform(exportAuditLogs, caller, { query }),
  });
