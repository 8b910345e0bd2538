import type { RowAction } from "#components/planning/row-menu";
import type { PlanningKind } from "#components/planning/wording";
import { hrefWith } from "#components/ui/href";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { WRITERS } from "#lib/planning/crud";

/** Where the reader stands in the page, and as whom. */
export interface Place {
  readonly caller: Caller;
  readonly kind: PlanningKind;
  /** The page's address without a dialog. */
  readonly at: string;
  readonly now: string;
  /** Names of those who plan, by id; empty for who may not know them. */
  readonly people: ReadonlyMap<string, string>;
}

/** Whether the reader enters and edits plans. */
export const mayWrite = ({ caller }: Pick<Place, "caller">): boolean => can(caller.actor, WRITERS);

/** The page with a dialog about one record. */
export const dialogHref = (at: string, dialog: string, id?: string): string => hrefWith(at, { dialog, id });

/** Who somebody is, as far as the reader may know. */
export const personOf = ({ people, caller }: Pick<Place, "people" | "caller">, userId: string): string =>
  userId === caller.actor.id ? "You" : (people.get(userId) ?? `User …${userId.slice(-8)}`);

/** What a table shows of a record beside itself. */
export const shownIn = (place: Place, id: string, userId: string, more: readonly RowAction[] = []) => ({
  href: dialogHref(place.at, "show", id),
  person: personOf(place, userId),
  actions: mayWrite(place)
    ? [
        { href: dialogHref(place.at, "edit", id), label: "Edit…" },
        ...more,
        { href: dialogHref(place.at, "delete", id), label: "Delete…", isDangerous: true },
      ]
    : [],
});
