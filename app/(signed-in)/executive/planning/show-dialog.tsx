import { Pencil } from "lucide-react";
import { type FieldSpec, inWords, PLANNING_FIELDS } from "#components/planning/form-fields";
import { ageOf, KIND_WORDS } from "#components/planning/wording";
import { ButtonLink } from "#components/ui/button";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { RelativeTime } from "#components/ui/relative-time";
import { listAuditLogs } from "#lib/audit/operations";
import { isWebAddress } from "#lib/core/prose";
import { can } from "#lib/operation/authorize";
import { dialogHref, mayWrite, type Place, personOf } from "./place.ts";

interface ShowDialogProps {
  readonly place: Place;
  readonly id: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Everything that a record says, with who entered it and when it was changed last. */
export function ShowDialog({ place, id, record }: ShowDialogProps) {
  const { kind, at, now, caller } = place;
  const fields = PLANNING_FIELDS[kind];
  const [title, ...rest] = fields;
  return (
    <Dialog title={String(record[title?.name ?? ""] ?? KIND_WORDS[kind].one)} closeHref={at} size="lg">
      <DefinitionList
        items={[
          ...rest.map((field) => definition(place, field, record)),
          { term: "Author", value: personOf(place, String(record["author_id"])) },
          { term: "Changed", value: <RelativeTime value={textOf(record["updated_at"])} now={now} format="absolute" /> },
        ]}
      />
      <DialogActions>
        {can(caller.actor, listAuditLogs.policy) ? (
          <ButtonLink href={`/console/audit?entityId=${id}`}>Audit log</ButtonLink>
        ) : null}
        <ButtonLink href={at} scroll={false} replace>
          Close
        </ButtonLink>
        {mayWrite(place) ? (
          <ButtonLink href={dialogHref(at, "edit", id)} variant="primary" scroll={false} replace>
            <Pencil aria-hidden="true" />
            Edit
          </ButtonLink>
        ) : null}
      </DialogActions>
    </Dialog>
  );
}

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : value instanceof Date ? value.toISOString() : String(value);

function definition(place: Place, field: FieldSpec, record: ShowDialogProps["record"]): Definition {
  const text = textOf(record[field.name]);
  const term = field.label;
  if (text === null) {
    return { term, value: <span className="text-subtle">–</span> };
  }
  switch (field.name) {
    case "owner_id":
      return { term, value: personOf(place, text) };
    case "progress":
      return { term, value: `${text} %` };
    case "observed_on":
      return { term, value: text, note: ageOf(text, place.now) };
    case "source":
      return { term, value: <Source source={text} /> };
    default:
      return {
        term,
        value: <span className="whitespace-pre-line break-words">{inWords([field])(field.name, text)}</span>,
      };
  }
}

/** Words, or a link to where the record comes from; the other side is not told where the reader comes from. */
function Source({ source }: { readonly source: string }) {
  return isWebAddress(source) ? (
    <a href={source} className="link break-all" target="_blank" rel="noopener noreferrer nofollow">
      {source}
    </a>
  ) : (
    <span className="break-words">{source}</span>
  );
}
