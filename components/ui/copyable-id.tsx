import { clsx } from "clsx";
import { CopyButton } from "./copy-button.tsx";

interface CopyableIdProps {
  readonly value: string;
  /** What it is, for the button's name: "tenant id". */
  readonly label: string;
  readonly className?: string | undefined;
}

/** An identifier in full, cut off visually where space is short, with a button that copies it. */
export function CopyableId({ value, label, className }: CopyableIdProps) {
  return (
    <span className={clsx("inline-flex min-w-0 max-w-full items-center gap-0.5 align-bottom", className)}>
      <code title={value} className="figure min-w-0 truncate text-muted">
        {value}
      </code>
      <CopyButton value={value} label={label} />
    </span>
  );
}
