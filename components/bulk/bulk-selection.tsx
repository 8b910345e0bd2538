import type { Selection } from "#components/data-table/data-table";
import type { Matching } from "#components/data-table/selection-bar";
import { BULK_FORM, BulkButtons, type BulkState } from "./bulk-buttons.tsx";

/** What a list page says of acts on many of its rows, and how many rows its filters find. */
export interface BulkRows extends BulkState {
  readonly matching: Matching;
}

/** A list's selection for bulk acts; none where the reader may do none. Without a filter only rows of the page can be picked. */
export const bulkSelection = <Row,>(
  bulk: BulkRows | undefined,
  label: (row: Row) => string,
): Selection<Row> | undefined =>
  bulk && bulk.operations.length > 0
    ? {
        formId: BULK_FORM,
        label,
        actions: <BulkButtons {...bulk} />,
        matching: Object.keys(bulk.filter).length === 0 ? undefined : bulk.matching,
      }
    : undefined;
