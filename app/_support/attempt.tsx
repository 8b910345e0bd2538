import { forbidden, notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { AppError } from "#lib/core/errors";
import { log } from "#lib/observability/log";
import type { Caller } from "#lib/operation/operation";

export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly view: ReactNode };

interface Place {
  readonly caller: Caller;
  /** Where "try again" leads: this page. */
  readonly href: string;
  /** Where a broken address is left for: this page without its query. */
  readonly cleanHref: string;
}

/** Runs what a page needs. A failure becomes what the reader should see, with the id under which the log has it. */
export async function attempt<T>({ caller, href, cleanHref }: Place, work: () => Promise<T>): Promise<Attempt<T>> {
  const { requestId } = caller.request;
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      if (!isNavigation(thrown)) {
        log.error({ err: thrown, requestId, page: cleanHref }, "page failed");
      }
      throw thrown;
    }
    if (thrown.code === "NOT_FOUND") {
      notFound();
    }
    if (thrown.code === "FORBIDDEN") {
      forbidden();
    }
    return { ok: false, view: explain(thrown, requestId, href, cleanHref) };
  }
}

/** Next speaks of redirects and missing pages by throwing. */
const isNavigation = (thrown: unknown): boolean => thrown instanceof Error && "digest" in thrown;

function explain(error: AppError, requestId: string, href: string, cleanHref: string): ReactNode {
  if (error.code === "VALIDATION" || error.code === "BACKBONE_CONSTRAINT") {
    return (
      <EmptyState
        kind="no-match"
        title="This address asks for something that cannot be"
        action={<ButtonLink href={cleanHref}>Clear the filters</ButtonLink>}
      >
        {Object.entries(error.detail.fields ?? {})
          .map(([field, reason]) => `${field}: ${reason}`)
          .join(". ")}
      </EmptyState>
    );
  }
  const wait =
    error.code === "RATE_LIMITED"
      ? `You have used up this minute's allowance. Try again in ${error.detail.retryAfterSec ?? 60} s.`
      : null;
  return (
    <EmptyState
      kind="source-unavailable"
      title={wait ? "Too many requests" : "This cannot be read at the moment"}
      action={<ButtonLink href={href}>Try again</ButtonLink>}
    >
      {wait ?? "The database is out of reach. Nothing was lost or changed."} Request {requestId}
    </EmptyState>
  );
}
