import { Badge } from "#components/ui/badge";
import type { CatalogueEntry } from "#lib/rules/schema";

/** All that a condition can read, folded away under the editor. */
export function CatalogueList({ entries }: { readonly entries: readonly CatalogueEntry[] }) {
  return (
    <details className="max-w-4xl rounded-lg border border-line bg-raised text-sm">
      <summary className="px-4 py-2.5 font-semibold -outline-offset-2">Metrics and properties</summary>
      <section
        aria-label="Metrics and properties"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto border-line border-t -outline-offset-2"
      >
        <table className="w-full text-left text-xs">
          <caption className="sr-only">All that a condition can read</caption>
          <thead className="bg-canvas text-muted">
            <tr>
              {["Name", "What it is", "Rules on", "Example"].map((title) => (
                <th key={title} scope="col" className="px-4 py-1.5 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-line border-t">
            {entries.map((entry) => (
              <tr key={entry.name} className="align-top">
                <th scope="row" className="figure whitespace-nowrap px-4 py-1.5 font-medium">
                  {entry.kind === "metric" ? `${entry.name}_{N}{m|h|d}` : entry.name}
                </th>
                <td className="min-w-56 px-4 py-1.5">
                  {entry.description}
                  {entry.values === null ? null : <span className="text-muted">: {entry.values.join(", ")}</span>}
                  {entry.isAvailable ? null : (
                    <>
                      {" "}
                      <Badge tone="warning">no source connected</Badge>
                    </>
                  )}
                </td>
                <td className="px-4 py-1.5 text-muted">{entry.entities.map((entity) => `${entity}s`).join(", ")}</td>
                <td className="figure whitespace-nowrap px-4 py-1.5 text-muted">{entry.example}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
