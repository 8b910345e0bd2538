import type { Definition } from "#components/ui/definition-list";
import type { AuditLog } from "#lib/audit/schema";

type Record = Pick<AuditLog, "ipAddress" | "erased">;

/** What stands in the place of a personal value that was erased with its person. */
export const ERASED = "Erased";

/** Whether the field of the record was erased. */
export const isErased = ({ erased = [] }: Record, field: string): boolean => erased.includes(field);

/** The network that the request came from. */
export function Network({ record }: { readonly record: Record }) {
  return isErased(record, "ipAddress") ? (
    <span className="text-subtle">{ERASED}</span>
  ) : (
    <span className="figure">{record.ipAddress ?? "–"}</span>
  );
}

/** Which values of the record were erased with their person; nothing where none was. */
export const erasedItems = ({ erased = [] }: Record): Definition[] =>
  erased.length === 0
    ? []
    : [
        {
          term: "Erased values",
          value: <span className="figure">{erased.join(", ")}</span>,
          note: "Erased with their person; the record is as it was sealed",
        },
      ];
