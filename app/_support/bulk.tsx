import { v7 as uuidv7 } from "uuid";
import { BulkPreviewTable } from "#components/bulk/bulk-preview";
import type { BulkRows } from "#components/bulk/bulk-selection";
import { BULK_EFFECTS, BULK_WORDS } from "#components/bulk/wording";
import type { Matching } from "#components/data-table/selection-bar";
import { ButtonLink } from "#components/ui/button";
import { ConfirmDialog, type Effect } from "#components/ui/confirm-dialog";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { formatCount } from "#components/ui/format";
import { mayStart, startBulkOperation } from "#lib/bulk/operations";
import { BULK_OPERATIONS, BulkPreview } from "#lib/bulk/schema";
import { isFeatureOn } from "#lib/configuration/features";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import { openBulkAction, startBulkAction } from "../(signed-in)/console/bulk/actions.ts";
import type { AskedBulk, ListState } from "./list-view.ts";

/** More rows than this are asked about twice when somebody would be shut out. */
const WIDE = 100;

/** What the reader may do to many rows of a list; nothing while bulk actions are switched off. */
export const bulkOf = async (
  { actor }: Caller,
  rows: "users" | "tenants",
  { at, filter }: Pick<ListState<string>, "at" | "filter">,
  matching: Matching,
): Promise<BulkRows> => ({
  operations: (await isFeatureOn("features.bulkActions"))
    ? BULK_OPERATIONS.filter((name) => BULK_WORDS[name].rows === rows && mayStart(actor, name))
    : [],
  at,
  filter,
  matching,
  action: openBulkAction,
});

interface BulkDialogProps {
  readonly asked: AskedBulk;
  readonly caller: Caller;
  /** The list without the dialog. */
  readonly at: string;
}

/** The dialog of a bulk act that the address names: what a dry run of it says would happen, and the question why. */
export async function BulkDialog({ asked: { bulk, ids, selection }, caller, at }: BulkDialogProps) {
  const operation = BULK_OPERATIONS.find((name) => name === bulk);
  if (operation === undefined || !mayStart(caller.actor, operation)) {
    return null;
  }
  const rows = ids === undefined ? { selectionToken: selection ?? "" } : { ids: ids.split(".") };
  let preview: BulkPreview;
  try {
    const { data } = await dryRun(startBulkOperation, caller, { body: { operation, reason: "Dry run", ...rows } });
    preview = BulkPreview.parse(data.preview);
  } catch (thrown) {
    return <NoDialog thrown={thrown} closeHref={at} />;
  }
  const { act, doing, done, rows: noun, isDangerous, reversibility } = BULK_WORDS[operation];
  const { total } = preview;
  const what = total === 1 ? noun.slice(0, -1) : noun;
  const isWide = isDangerous && total > WIDE;
  return (
    <ConfirmDialog
      title={`${act} ${formatCount(total)} ${what}?`}
      closeHref={at}
      action={startBulkAction}
      confirmLabel={`${act} ${formatCount(total)} ${what}`}
      pendingLabel={`${doing}…`}
      tone={isDangerous ? "danger" : "primary"}
      effects={effectsOf(preview, operation)}
      reversibility={reversibility}
      reason="required"
      typeToConfirm={isWide ? String(total) : undefined}
      values={{
        operation,
        ...(ids === undefined ? { selection: selection ?? "" } : { ids }),
        ...(isWide && { confirmTotal: String(total) }),
        idempotencyKey: uuidv7(),
      }}
    >
      <BulkPreviewTable preview={preview} rows={noun} done={done} />
    </ConfirmDialog>
  );
}

/** Rows, what ends with them, and what refuses, counted over the rows that were rehearsed. */
function effectsOf({ effects, refusals }: BulkPreview, operation: (typeof BULK_OPERATIONS)[number]): Effect[] {
  const { rows: noun, done } = BULK_WORDS[operation];
  const { rows = 0, ...further } = effects;
  return [
    { label: `${noun[0]?.toUpperCase()}${noun.slice(1)} ${done}`, count: rows },
    ...Object.entries(further).map(([name, count]) => ({ label: BULK_EFFECTS[name] ?? name, count })),
    ...refusals.map(({ message, count }) => ({ label: `Refused: ${message}`, count })),
  ];
}

function NoDialog({ thrown, closeHref }: { readonly thrown: unknown; readonly closeHref: string }) {
  if (!(thrown instanceof AppError)) {
    throw thrown;
  }
  const problem = Object.values(thrown.detail.fields ?? {})[0] ?? thrown.message;
  return (
    <Dialog title="This cannot be done" description={problem} closeHref={closeHref}>
      <DialogActions>
        <ButtonLink href={closeHref} scroll={false} replace data-autofocus>
          Back to the list
        </ButtonLink>
      </DialogActions>
    </Dialog>
  );
}
