import type { ReactNode } from "react";
import { PeekPanel } from "#components/data-table/peek-panel";
import { AppError } from "#lib/core/errors";

interface PeekAt<T> {
  /** From `?peek=`. */
  readonly id: string | undefined;
  /** The list's address, with `peek`. */
  readonly at: string;
  readonly read: (id: string) => Promise<{ readonly data: T }>;
  readonly show: (thing: T) => ReactNode;
}

/** The panel for the row that the address names; null without one. A row that cannot be read says so and leaves the list alone. */
export async function peekAt<T>({ id, at, read, show }: PeekAt<T>): Promise<ReactNode> {
  if (id === undefined) {
    return null;
  }
  try {
    return show((await read(id)).data);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    return (
      <PeekPanel title="Nothing to show" at={at}>
        <p className="text-muted">
          {thrown.code === "NOT_FOUND" ? "This no longer exists, or is not within your reach." : thrown.message}
        </p>
      </PeekPanel>
    );
  }
}
