import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { formatTotal } from "#components/ui/format";
import { IconButton } from "#components/ui/icon-button";

/** How many rows the filters find, on all pages. */
export interface Matching {
  readonly count: number;
  /** Counting stopped there. */
  readonly capped: boolean;
}

interface SelectionBarProps {
  readonly count: number;
  readonly onClear: () => void;
  readonly actions: ReactNode;
  readonly formId: string;
  /** Offers to select what is not on this page too; left out where nothing is filtered. */
  readonly matching?: Matching | undefined;
}

/** What can be done with the ticked rows; without scripts it shows as soon as one box is ticked. */
export function SelectionBar({ count, onClear, actions, formId, matching }: SelectionBarProps) {
  const [everything, setEverything] = useState(false);
  const isEverything = everything && matching !== undefined && count > 0;
  const shown = isEverything ? formatTotal(matching.count, matching.capped) : String(count);
  return (
    <>
      <p role="status" className="sr-only">
        {count === 0 ? "" : `${shown} selected`}
      </p>
      <section
        aria-label="Selected rows"
        className="no-print z-20 mx-auto hidden inset-x-3 w-fit max-w-full max-lg:fixed max-lg:bottom-3 lg:absolute lg:top-full lg:mt-1.5 flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-overlay p-1.5 pl-3 text-sm shadow-pop group-has-[[data-row-select]:checked]/table:flex"
      >
        <span className="mr-1 whitespace-nowrap font-medium">
          <span className="no-js:hidden">
            <span className="figure">{shown}</span> selected
          </span>
          <span className="hidden no-js:inline">With selected</span>
        </span>
        {matching === undefined ? null : (
          <label
            htmlFor={`${formId}-everything`}
            className="mr-1 flex min-h-6 items-center gap-1.5 whitespace-nowrap text-muted"
          >
            <Checkbox
              id={`${formId}-everything`}
              form={formId}
              name="everything"
              checked={isEverything}
              onChange={(event) => setEverything(event.target.checked)}
            />
            Select all {formatTotal(matching.count, matching.capped)} matching
          </label>
        )}
        {actions}
        <IconButton
          label="Clear selection"
          size="sm"
          onClick={() => {
            setEverything(false);
            onClear();
          }}
          className="no-js:hidden"
        >
          <X aria-hidden="true" />
        </IconButton>
      </section>
    </>
  );
}
