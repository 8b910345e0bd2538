import { effectsOf } from "#app/_support/effects.ts";
import { type FieldSpec, PLANNING_FIELDS } from "#components/planning/form-fields";
import { RecordDialog } from "#components/planning/record-dialog";
import { KIND_WORDS } from "#components/planning/wording";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import type { SelectOption } from "#components/ui/select";
import { AppError } from "#lib/core/errors";
import { perform } from "#lib/operation/perform";
import { decisions } from "#lib/planning/decisions";
import { initiatives } from "#lib/planning/initiatives";
import { createRecordAction, deleteRecordAction, updateRecordAction } from "./actions.ts";
import { KINDS } from "./kinds.ts";
import { mayWrite, type Place, personOf } from "./place.ts";
import { ShowDialog } from "./show-dialog.tsx";

interface PlanningDialogProps {
  readonly place: Place;
  readonly dialog?: string;
  readonly id?: string;
  /** What a new review is of: `decision:…` or `initiative:…`. */
  readonly subject?: string | undefined;
}

/** The dialog that `?dialog=` names; none for what is gone, or what the reader may not do. */
export async function PlanningDialog({ place, dialog, id, subject }: PlanningDialogProps) {
  if (dialog === "new") {
    return mayWrite(place) ? <NewDialog place={place} subject={subject} /> : null;
  }
  if (id === undefined || (dialog !== "show" && !mayWrite(place))) return null;
  const found = await readOrNone(place, id);
  if (found === null) return null;
  switch (dialog) {
    case "show":
      return <ShowDialog place={place} id={id} record={found.record} />;
    case "edit":
      return <EditDialog place={place} id={id} {...found} />;
    case "delete":
      return <DeleteDialog place={place} id={id} {...found} />;
    default:
      return null;
  }
}

type Found = Awaited<ReturnType<(typeof KINDS)["market"]["read"]>>;

/** Deleted meanwhile: the list behind says so. */
async function readOrNone({ kind, caller }: Place, id: string): Promise<Found | null> {
  try {
    return await KINDS[kind].read(caller, id);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "NOT_FOUND") return null;
    throw thrown;
  }
}

async function NewDialog({ place, subject }: Pick<PlanningDialogProps, "place" | "subject">) {
  const { kind, at, now, caller } = place;
  const { one } = KIND_WORDS[kind];
  const today = now.slice(0, 10);
  const first = { status: "planned", progress: "0", impact: "positive", owner_id: caller.actor.id ?? "" };
  const initial = {
    ...(kind === "initiatives" && first),
    ...(kind === "decisions" && { insight_on: today }),
    ...(kind === "reviews" && { subject: subject ?? "" }),
    ...(kind === "market" && { observed_on: today, kind: "position" }),
  };
  return (
    <RecordDialog
      title={`New ${one}`}
      word={one}
      fields={withChoices(place, await choicesOf(place, initial))}
      initial={initial}
      values={{ record: kind, back: at }}
      idempotencyKey={crypto.randomUUID()}
      closeHref={at}
      action={createRecordAction}
    />
  );
}

async function EditDialog({ place, id, record, version }: { readonly place: Place; readonly id: string } & Found) {
  const { kind, at } = place;
  const { one } = KIND_WORDS[kind];
  const names = PLANNING_FIELDS[kind].map(({ name }) => name);
  const initial = Object.fromEntries(names.map((name) => [name, String(record[name] ?? "")]));
  const of = record["decision_id"] ? `decision:${record["decision_id"]}` : `initiative:${record["initiative_id"]}`;
  return (
    <RecordDialog
      title={`Edit ${one}`}
      word={one}
      fields={withChoices(place, kind === "reviews" ? [] : await choicesOf(place, initial))}
      initial={initial}
      version={version}
      values={{ record: kind, id, back: at, ...(kind === "reviews" && { fixedSubject: of }) }}
      idempotencyKey=""
      closeHref={at}
      action={updateRecordAction}
    />
  );
}

async function DeleteDialog({ place, id, record, version }: { readonly place: Place; readonly id: string } & Found) {
  const { kind, at, caller } = place;
  const { one } = KIND_WORDS[kind];
  const name = String(record["name"] ?? record["title"] ?? record["subject"] ?? one);
  return (
    <ConfirmDialog
      title={`Delete the ${one} “${name}”?`}
      description="It disappears from planning and its figures. The audit log keeps what it said."
      closeHref={at}
      action={deleteRecordAction}
      confirmLabel={`Delete ${one}`}
      pendingLabel="Deleting…"
      reason="optional"
      effects={await effectsOf({ reviews: "Reviews deleted with it" }, () => KINDS[kind].rehearseRemove(caller, id))}
      reversibility="This cannot be undone. It can be entered again."
      values={{ record: kind, id, version: String(version), back: at }}
    />
  );
}

/** The choices that come from the database, for the one select that needs them. */
async function choicesOf(place: Place, initial: Readonly<Record<string, string>>): Promise<readonly SelectOption[]> {
  if (place.kind === "initiatives") return owners(place, initial["owner_id"] ?? "");
  return place.kind === "reviews" ? subjects(place) : [];
}

function owners(place: Place, current: string): SelectOption[] {
  const known = [...place.people].map(([value, label]) => ({ value, label }));
  return current === "" || place.people.has(current)
    ? known
    : [{ value: current, label: personOf(place, current) }, ...known];
}

async function subjects({ caller }: Place): Promise<SelectOption[]> {
  const [decided, begun] = await Promise.all([
    perform(decisions.list, caller, { query: { page_size: "100" } }),
    perform(initiatives.list, caller, { query: { page_size: "100" } }),
  ]);
  return [
    { value: "", label: "Choose…" },
    ...decided.data.items.map((item) => ({ value: `decision:${item.decision_id}`, label: `Decision: ${item.title}` })),
    ...begun.data.items.map((item) => ({
      value: `initiative:${item.initiative_id}`,
      label: `Initiative: ${item.name}`,
    })),
  ];
}

const withChoices = ({ kind }: Place, options: readonly SelectOption[]): FieldSpec[] =>
  PLANNING_FIELDS[kind].map((field) =>
    field.control === "select" && field.options === undefined ? { ...field, options } : field,
  );
