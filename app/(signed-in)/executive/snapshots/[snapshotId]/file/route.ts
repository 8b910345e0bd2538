import { download } from "#app/_support/download.ts";
import { perform } from "#lib/operation/perform";
import { getSnapshot } from "#lib/snapshots/operations";
import { SNAPSHOTS_PATH } from "../../place.ts";

interface Context {
  readonly params: Promise<{ readonly snapshotId: string }>;
}

/** The snapshot as a file, in the format of its address. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { snapshotId } = await params;
  return download(request, {
    operation: getSnapshot.name,
    backHref: `${SNAPSHOTS_PATH}/${snapshotId}`,
    open: (caller, query) => perform(getSnapshot, caller, { path: { snapshotId }, query }),
  });
}
