"use client";
import type { RowData } from "@tanstack/react-table";
import { useEffect, useId, useRef } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { columnsOf, type TableColumn } from "./columns.tsx";

/** The column of checkboxes; they belong to the form `formId` and send `id`. */
export function selectColumn<Row extends RowData>(formId: string, label: (row: Row) => string): TableColumn<Row> {
  return columnsOf<Row>().display({
    id: "select",
    meta: { chooser: false },
    header: ({ table }) => (
      <PageCheckbox
        checked={table.getIsAllRowsSelected()}
        mixed={table.getIsSomeRowsSelected()}
        onChange={(checked) => table.toggleAllRowsSelected(checked)}
      />
    ),
    cell: ({ row }) => (
      <label htmlFor={`select-${row.id}`} className="row-select">
        <Checkbox
          id={`select-${row.id}`}
          form={formId}
          name="id"
          value={row.id}
          data-row-select
          aria-label={`Select ${label(row.original)}`}
          checked={row.getIsSelected()}
          onChange={(event) => row.toggleSelected(event.target.checked)}
        />
      </label>
    ),
  });
}

interface PageCheckboxProps {
  readonly checked: boolean;
  readonly mixed: boolean;
  readonly onChange: (checked: boolean) => void;
}

function PageCheckbox({ checked, mixed, onChange }: PageCheckboxProps) {
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current !== null) ref.current.indeterminate = mixed && !checked;
  }, [mixed, checked]);
  return (
    <label htmlFor={id} className="row-select no-js:invisible">
      <Checkbox
        id={id}
        ref={ref}
        aria-label="Select all on this page"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
