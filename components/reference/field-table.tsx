import { Badge } from "#components/ui/badge";

interface FieldTableRow {
  readonly name: string;
  /** Where it stands, for a parameter: path, query or header. */
  readonly place?: string | undefined;
  readonly type: string;
  readonly isRequired: boolean;
  readonly constraints: readonly string[];
  readonly description: string;
}

interface FieldTableProps {
  /** Accessible name of the table and of the region in which it scrolls. */
  readonly caption: string;
  readonly rows: readonly FieldTableRow[];
}

/** Parameters or members of a body: name, type, what is allowed and what it means. */
export function FieldTable({ caption, rows }: FieldTableProps) {
  return (
    <section
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto"
    >
      <table className="w-full min-w-2xl text-left text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-line border-b text-muted text-xs">
          <tr>
            <th scope="col" className="w-1/4 px-4 py-2 font-medium">
              Name
            </th>
            <th scope="col" className="w-1/4 px-4 py-2 font-medium">
              Type
            </th>
            <th scope="col" className="px-4 py-2 font-medium">
              Meaning
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line align-top">
          {rows.map((row) => (
            <FieldTableLine key={`${row.place}${row.name}`} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FieldTableLine({
  row: { name, place, type, isRequired, constraints, description },
}: {
  readonly row: FieldTableRow;
}) {
  return (
    <tr>
      <th scope="row" className="px-4 py-2 font-normal">
        <code className="figure break-all">{name}</code>
        <span className="mt-0.5 flex flex-wrap gap-1">
          {place === undefined ? null : <Badge>{place}</Badge>}
          {isRequired ? <Badge tone="warning">required</Badge> : null}
        </span>
      </th>
      <td className="px-4 py-2 text-muted">{type}</td>
      <td className="px-4 py-2">
        {description}
        {constraints.length === 0 ? null : (
          <span className="block break-words text-subtle text-xs">{constraints.join("; ")}</span>
        )}
      </td>
    </tr>
  );
}
