import { clsx } from "clsx";
import { Minus, PencilLine, Plus } from "lucide-react";
import { Fragment } from "react";
import { type Change, diffFields, type FieldChange } from "#lib/core/diff";

type Json = Readonly<Record<string, unknown>> | null | undefined;

interface DiffTableProps {
  /** State before; null when the thing was created. */
  readonly before: Json;
  /** State after; null when the thing was deleted. */
  readonly after: Json;
  readonly caption?: string | undefined;
  readonly labels?: { readonly before: string; readonly after: string } | undefined;
}

const icons = { added: Plus, removed: Minus, changed: PencilLine };
const names = { added: "Added", removed: "Removed", changed: "Changed" };
const tones = { added: "text-success", removed: "text-danger", changed: "text-warning" };

/** What changed between two states, field by field; equal fields are only counted. */
export function DiffTable({ before, after, caption = "Changes", labels }: DiffTableProps) {
  const { changes, unchanged } = diffFields(before ?? {}, after ?? {});
  if (changes.length === 0) return <p className="text-muted text-sm">No field changed.</p>;
  const { before: was, after: is } = labels ?? { before: "Before", after: "After" };
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <table className="w-full table-fixed text-left text-xs">
        <caption className="sr-only">{caption}</caption>
        <thead className="bg-canvas text-muted">
          <tr>
            <th scope="col" className="w-2/5 px-3 py-1.5 font-medium sm:w-1/3">
              Field
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              {was}
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              {is}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-line border-t">
          {changes.map((change) => (
            <DiffRow key={`${change.path} ${change.before} ${change.after}`} {...change} />
          ))}
        </tbody>
      </table>
      {unchanged === 0 ? null : (
        <p className="border-line border-t bg-canvas px-3 py-1.5 text-subtle text-xs">
          {unchanged} {unchanged === 1 ? "field" : "fields"} unchanged
        </p>
      )}
    </div>
  );
}

function DiffRow({ path, kind, before, after }: FieldChange) {
  const Icon = icons[kind];
  return (
    <tr className="align-top">
      <th scope="row" className="px-3 py-1.5 font-normal">
        <span className="flex items-start gap-1.5">
          <Icon aria-label={names[kind]} role="img" className={clsx("mt-0.5 size-3 shrink-0", tones[kind])} />
          <span className="figure min-w-0 break-words">{breakable(path)}</span>
        </span>
      </th>
      <Value kind={kind} side="before" text={before} />
      <Value kind={kind} side="after" text={after} />
    </tr>
  );
}

/** Long paths break at their dots. */
function breakable(path: string) {
  return path.split(".").map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a path have no other identity and never move
    <Fragment key={index}>
      {index === 0 ? part : `.${part}`}
      <wbr />
    </Fragment>
  ));
}

function Value({ kind, side, text }: { kind: Change; side: "before" | "after"; text: string | null }) {
  if (text === null) return <td className="px-3 py-1.5 text-subtle">–</td>;
  const tint = side === "before" ? "bg-danger-soft text-danger" : "bg-success-soft text-success";
  return (
    <td className="px-3 py-1.5" data-change={kind}>
      <span className={clsx("figure box-decoration-clone break-words rounded-xs px-1", tint)}>{text}</span>
    </td>
  );
}
