"use client";
import { Columns3 } from "lucide-react";
import { type FormEvent, useId } from "react";
import { Button, buttonStyles } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";

export interface ChoosableColumn {
  readonly id: string;
  readonly label: string;
}

interface ColumnChooserProps {
  /** The table's name in the cookie. */
  readonly table: string;
  readonly columns: readonly ChoosableColumn[];
  readonly hidden: readonly string[];
  /** The current relative URL; where it says which columns are hidden, it will say so anew. */
  readonly at: string;
  /** Gets `table`, `at`, every `all` and the ticked `column` values. */
  readonly action: (formData: FormData) => Promise<void>;
}

/** Which columns to show; remembered per table. Applies at once with scripts, by its button without. */
export function ColumnChooser({ table, columns, hidden, at, action }: ColumnChooserProps) {
  const id = useId();
  const apply = (event: FormEvent<HTMLFormElement>) => event.currentTarget.requestSubmit();
  return (
    <>
      <button type="button" popoverTarget={id} className={buttonStyles({ className: "no-print max-sm:hidden" })}>
        <Columns3 aria-hidden="true" />
        Columns
      </button>
      <div id={id} popover="auto" data-align="end" className="menu-panel">
        <form action={action} onChange={apply}>
          <input type="hidden" name="table" value={table} />
          <input type="hidden" name="at" value={at} />
          <fieldset>
            <legend className="px-2 pt-1.5 pb-1 font-medium text-subtle text-xs">Show columns</legend>
            {columns.map((column) => (
              <label
                key={column.id}
                className="flex h-8 items-center gap-2 rounded-md px-2 text-sm hover:bg-sunken coarse:h-11"
              >
                <input type="hidden" name="all" value={column.id} />
                <Checkbox name="column" value={column.id} defaultChecked={!hidden.includes(column.id)} />
                {column.label}
              </label>
            ))}
          </fieldset>
          <div className="hidden p-1 no-js:block">
            <Button type="submit">Apply</Button>
          </div>
        </form>
      </div>
    </>
  );
}
