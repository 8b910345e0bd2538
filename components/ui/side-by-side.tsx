import { clsx } from "clsx";
import { type DiffLine, type DiffSide, diffSides } from "./diff-sides.tsx";

type Json = Readonly<Record<string, unknown>> | null | undefined;

interface SideBySideProps {
  readonly before: Json;
  readonly after: Json;
  readonly caption: string;
  readonly labels: { readonly before: string; readonly after: string };
  /** Names for fields whose keys people do not know. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** Two states of one thing beside each other, whole: changed fields first, the others a click away. Signs say what colour says. */
export function SideBySide({ before, after, caption, labels, fields = {} }: SideBySideProps) {
  const sides = diffSides(before ?? {}, after ?? {});
  const [changed, same] = [sides.filter(({ isChanged }) => isChanged), sides.filter(({ isChanged }) => !isChanged)];
  return (
    <div className="overflow-hidden rounded-lg border border-line text-xs">
      {changed.length === 0 ? (
        <p className="px-3 py-2 text-muted text-sm">No field differs.</p>
      ) : (
        <Sides rows={changed} caption={caption} labels={labels} fields={fields} />
      )}
      {same.length === 0 ? null : (
        <details className="border-line border-t">
          <summary className="bg-canvas px-3 py-1.5 text-muted -outline-offset-2 hover:text-ink">
            {same.length} {same.length === 1 ? "field" : "fields"} unchanged
          </summary>
          <Sides rows={same} caption={`${caption}: unchanged fields`} labels={labels} fields={fields} />
        </details>
      )}
    </div>
  );
}

type SidesProps = Required<Pick<SideBySideProps, "caption" | "labels">> & {
  readonly rows: readonly DiffSide[];
  readonly fields: Readonly<Record<string, string>>;
};

function Sides({ rows, caption, labels, fields }: SidesProps) {
  return (
    <table className="w-full table-fixed text-left max-sm:block">
      <caption className="sr-only">{caption}</caption>
      <thead className="bg-canvas text-muted max-sm:block">
        <tr className="max-sm:grid max-sm:grid-cols-2">
          <th scope="col" className="w-1/4 px-3 py-1.5 font-medium max-sm:sr-only">
            Field
          </th>
          <th scope="col" className="px-3 py-1.5 font-medium">
            {labels.before}
          </th>
          <th scope="col" className="border-line border-l px-3 py-1.5 font-medium">
            {labels.after}
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-line border-t max-sm:block">
        {rows.map(({ field, before, after }) => (
          <tr key={field} className="align-top max-sm:grid max-sm:grid-cols-2">
            <th scope="row" className="break-words px-3 py-1.5 font-medium max-sm:col-span-2">
              {fields[field] ?? <span className="figure">{field}</span>}
            </th>
            <Lines lines={before} side="before" />
            <Lines lines={after} side="after" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const LOOKS = {
  before: { sign: "−", word: "Removed: ", tint: "bg-danger-soft text-danger" },
  after: { sign: "+", word: "Added: ", tint: "bg-success-soft text-success" },
};

function Lines({ lines, side }: { readonly lines: readonly DiffLine[]; readonly side: keyof typeof LOOKS }) {
  const { sign, word, tint } = LOOKS[side];
  return (
    <td className={clsx("px-1 py-1", side === "after" && "border-line border-l")}>
      {lines.length === 0 ? <span className="px-2 text-subtle">–</span> : null}
      {lines.map(({ text, isChanged }) => (
        <span
          key={text}
          className={clsx("figure flex break-words rounded-xs px-1 py-px", isChanged ? tint : "text-muted")}
        >
          <span aria-hidden="true" className="w-3 shrink-0 select-none">
            {isChanged ? sign : ""}
          </span>
          {isChanged ? <span className="sr-only">{word}</span> : null}
          <span className="min-w-0 break-words">{text}</span>
        </span>
      ))}
    </td>
  );
}
