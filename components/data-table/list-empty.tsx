import type { ReactNode } from "react";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";

interface Words {
  readonly title: string;
  readonly text?: ReactNode;
}

interface ListEmptyProps {
  /** Whether any filter is at work. */
  readonly isFiltered: boolean;
  /** Whether the reader sees only a part of what there is. */
  readonly isScoped: boolean;
  /** The list without filters. */
  readonly clearHref: string;
  readonly noMatch: Words;
  readonly nothingYet: Words;
  readonly hiddenByScope?: Words | undefined;
  /** Makes the first one, for those who may. */
  readonly create?: ReactNode;
}

/** Why a list that was read has no rows: no match, hidden by scope, or nothing yet. One that could not be read says so itself. */
export function ListEmpty(props: ListEmptyProps) {
  const { isFiltered, isScoped, clearHref, noMatch, nothingYet, hiddenByScope, create } = props;
  if (isFiltered) {
    return (
      <EmptyState
        kind="no-match"
        title={noMatch.title}
        action={<ButtonLink href={clearHref}>Clear the filters</ButtonLink>}
      >
        {noMatch.text}
        {isScoped ? " Only what is assigned to you was searched." : null}
      </EmptyState>
    );
  }
  const words = isScoped ? (hiddenByScope ?? nothingYet) : nothingYet;
  return (
    <EmptyState kind={isScoped ? "hidden-by-scope" : "nothing-yet"} title={words.title} action={create}>
      {words.text}
    </EmptyState>
  );
}
