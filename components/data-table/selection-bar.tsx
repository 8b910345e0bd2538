import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "#components/ui/icon-button";

interface SelectionBarProps {
  readonly count: number;
  readonly onClear: () => void;
  readonly actions: ReactNode;
}

/** What can be done with the ticked rows; without scripts it shows as soon as one box is ticked. */
export function SelectionBar({ count, onClear, actions }: SelectionBarProps) {
  return (
    <>
      <p role="status" className="sr-only">
        {count === 0 ? "" : `${count} selected`}
      </p>
      <section
        aria-label="Selected rows"
        className="no-print z-20 mx-auto hidden inset-x-3 w-fit max-w-full max-lg:fixed max-lg:bottom-3 lg:absolute lg:top-full lg:mt-1.5 flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-overlay p-1.5 pl-3 text-sm shadow-pop group-has-[[data-row-select]:checked]/table:flex"
      >
        <span className="mr-1 whitespace-nowrap font-medium">
          <span className="no-js:hidden">
            <span className="figure">{count}</span> selected
          </span>
          <span className="hidden no-js:inline">With selected</span>
        </span>
        {actions}
        <IconButton label="Clear selection" size="sm" onClick={onClear} className="no-js:hidden">
          <X aria-hidden="true" />
        </IconButton>
      </section>
    </>
  );
}
