import { EyeOff, Inbox, type LucideIcon, SearchX, Unplug } from "lucide-react";
import type { ReactNode } from "react";

type EmptyKind = "nothing-yet" | "no-match" | "hidden-by-scope" | "source-unavailable";

const icons: Readonly<Record<EmptyKind, LucideIcon>> = {
  "nothing-yet": Inbox,
  "no-match": SearchX,
  "hidden-by-scope": EyeOff,
  "source-unavailable": Unplug,
};

interface EmptyStateProps {
  readonly kind: EmptyKind;
  readonly title: string;
  readonly children?: ReactNode;
  /** Create for nothing-yet, clear for no-match, try again for source-unavailable. */
  readonly action?: ReactNode;
}

/** Why there is nothing here: the four reasons look and read differently. */
export function EmptyState({ kind, title, children, action }: EmptyStateProps) {
  const Icon = icons[kind];
  return (
    <div data-empty={kind} className="flex flex-col items-center gap-1 px-6 py-14 text-center">
      <span className="mb-2 grid size-10 place-items-center rounded-full bg-sunken text-muted">
        <Icon aria-hidden="true" className="size-5" />
      </span>
      <p className="font-semibold text-md">{title}</p>
      {children === undefined ? null : <div className="max-w-md text-muted text-sm">{children}</div>}
      {action === undefined ? null : <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
