import { download } from "#app/_support/download.ts";
import { exportBulkResults } from "#lib/bulk/operations";
import { perform } from "#lib/operation/perform";

interface Context {
  readonly params: Promise<{ bulkOperationId: string }>;
}

/** What became of each row, as CSV. */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const { bulkOperationId } = await params;
  return download(request, {
    operation: exportBulkResults.name,
    backHref: `/console/bulk/${bulkOperationId}`,
    open: (caller, query) => perform(exportBulkResults, caller, { path: { bulkOperationId }, query }),
  });
};
