import { X } from "lucide-react";
import { AppLink } from "./app-link.tsx";

export interface FilterChip {
  readonly label: string;
  readonly value: string;
  /** The URL without this filter. */
  readonly removeHref: string;
}

interface FilterChipsProps {
  readonly chips: readonly FilterChip[];
  readonly clearHref: string;
}

/** The filters at work, each removable by itself; nothing is rendered when there are none. */
export function FilterChips({ chips, clearHref }: FilterChipsProps) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-1.5 text-xs">
      {chips.map((chip) => (
        <li key={chip.label + chip.value}>
          <AppLink
            href={chip.removeHref}
            aria-label={`Remove filter ${chip.label}: ${chip.value}`}
            className="group inline-flex h-6 max-w-64 items-center gap-1 rounded-full border border-line-strong bg-raised pr-1.5 pl-2 hover:bg-hover coarse:h-9"
          >
            <span className="text-muted">{chip.label}:</span>
            <span className="truncate font-medium">{chip.value}</span>
            <X aria-hidden="true" className="size-3 shrink-0 text-subtle group-hover:text-ink" />
          </AppLink>
        </li>
      ))}
      <li>
        <AppLink href={clearHref} className="link inline-flex h-6 items-center px-1 coarse:h-9">
          Clear all
        </AppLink>
      </li>
    </ul>
  );
}
