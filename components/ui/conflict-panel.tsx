"use client";
import { GitMerge } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import type { VersionedFormState } from "./form-state.tsx";
import { type Conflict, compareThreeWay, type FieldConflict, mergeThreeWay } from "./three-way.tsx";

interface VersionFieldsProps {
  readonly state: VersionedFormState;
  /** The version that the page was rendered from. */
  readonly version: number;
  readonly initial: Readonly<Record<string, string>>;
}

/** Hidden fields of a form that edits one version of a thing; `mergedFields` and `conflictOf` read them on the server. */
export function VersionFields({ state, version, initial }: VersionFieldsProps) {
  return (
    <>
      <input type="hidden" name="version" value={state.version ?? version} />
      <input type="hidden" name="base" value={JSON.stringify(state.base ?? initial)} />
    </>
  );
}

interface ConflictPanelProps {
  readonly conflict: Conflict;
  /** What the form edits: "this tenant". */
  readonly thing: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A value as people read it; without one it is shown as it is. */
  readonly display?: ((field: string, value: string) => ReactNode) | undefined;
}

/**
 * Theirs and mine, field by field, inside the form that was refused with 412. What one of the two alone changed is merged already;
 * where both did, the reader chooses. Choices work without scripts; with them the fields below follow at once.
 */
export function ConflictPanel({ conflict, thing, labels, display = plain }: ConflictPanelProps) {
  const ref = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refused attempt takes focus anew
  useEffect(() => ref.current?.focus(), [conflict]);
  useFollowingFields(ref, conflict);
  const rows = compareThreeWay(conflict);
  return (
    <section
      ref={ref}
      tabIndex={-1}
      role="alert"
      aria-labelledby="conflict-title"
      className="rounded-lg border border-warning/35 bg-warning-soft text-sm"
    >
      <div className="flex items-start gap-2.5 px-3 py-2.5">
        <GitMerge aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />
        <div>
          <h2 id="conflict-title" className="font-semibold">
            Somebody else has saved {thing} since you opened it. Nothing of yours was saved.
          </h2>
          <p className="text-muted">
            {rows.length === 0
              ? "Both of you made the same changes: nothing is left to save."
              : "Choose whose value stands, field by field, and save on top of their version. Or cancel to keep theirs."}
          </p>
        </div>
      </div>
      {rows.length === 0 ? null : <Choices rows={rows} labels={labels} display={display} />}
      <input type="hidden" name="conflict" value={JSON.stringify({ ...conflict, shown: mergeThreeWay(conflict) })} />
    </section>
  );
}

const plain = (_field: string, value: string): ReactNode => value;

type ChoicesProps = Required<Pick<ConflictPanelProps, "labels">> & {
  readonly rows: readonly FieldConflict[];
  readonly display: (field: string, value: string) => ReactNode;
};

function Choices({ rows, labels, display }: ChoicesProps) {
  return (
    <div className="overflow-x-auto border-warning/35 border-t bg-raised">
      <table className="w-full min-w-md table-fixed text-left text-xs">
        <caption className="sr-only">Their version and yours</caption>
        <thead className="bg-canvas text-muted">
          <tr>
            {["Field", "When you opened it", "Theirs, saved", "Yours"].map((title) => (
              <th key={title} scope="col" className="px-3 py-1.5 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-line border-t">
          {rows.map((row) => (
            <tr key={row.field} data-contested={row.kept === null || undefined} className="align-top">
              <th scope="row" className="px-3 py-1.5 font-medium">
                {labels[row.field] ?? row.field}
              </th>
              <td className="break-words px-3 py-1.5 text-muted">{shown(display(row.field, row.base))}</td>
              {(["theirs", "mine"] as const).map((side) => (
                <td key={side} className="px-3 py-1">
                  <label className="flex min-h-6 items-start gap-2 py-0.5">
                    <input
                      type="radio"
                      name={`choice.${row.field}`}
                      value={side}
                      required
                      defaultChecked={row.kept === side}
                      aria-label={`${labels[row.field] ?? row.field}: ${side === "mine" ? "yours" : "theirs"}`}
                      className="mt-0.5 size-4 shrink-0"
                    />
                    <span className="min-w-0 break-words">{shown(display(row.field, row[side]))}</span>
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const shown = (value: ReactNode) => (value === "" ? <span className="text-subtle">empty</span> : value);

/** A choice fills its field, and typing into the field moves or lifts the choice. */
function useFollowingFields(ref: { readonly current: HTMLElement | null }, conflict: Conflict) {
  useEffect(() => {
    const form = ref.current?.closest("form");
    if (!form) return;
    const onChange = ({ target }: Event) => {
      if (!isControl(target)) return;
      if (target.name.startsWith("choice.")) take(form, target, conflict);
      else if (target.name in conflict.mine) follow(form, target.name, conflict);
    };
    form.addEventListener("change", onChange);
    return () => form.removeEventListener("change", onChange);
  }, [ref, conflict]);
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const isControl = (element: EventTarget | null): element is Control =>
  element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;

const controlsOf = (form: HTMLFormElement, name: string): Control[] =>
  [...form.elements].filter(isControl).filter((control) => control.name === name);

const isBox = (control: Element): control is HTMLInputElement =>
  control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");

function take(form: HTMLFormElement, choice: Control, { theirs, mine }: Conflict) {
  const field = choice.name.slice("choice.".length);
  fill(form, field, (choice.value === "theirs" ? theirs : mine)[field] ?? "");
}

function fill(form: HTMLFormElement, field: string, value: string) {
  const chosen = value.split(",");
  for (const control of controlsOf(form, field)) {
    if (isBox(control)) control.checked = chosen.includes(control.value);
    else control.value = value;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function follow(form: HTMLFormElement, field: string, { theirs, mine }: Conflict) {
  const value = String(new FormData(form).getAll(field).join(","));
  for (const choice of controlsOf(form, `choice.${field}`)) {
    if (isBox(choice)) choice.checked = (choice.value === "theirs" ? theirs : mine)[field] === value;
  }
}
