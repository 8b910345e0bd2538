import { Card } from "#components/ui/card";
import { StatusPill } from "#components/ui/status-pill";
import { SOURCES, sourceName } from "./sources.tsx";

/** Every source with its state and what it brings; the limited ones first, since they explain the gaps. */
export function SourceList({ limited }: { readonly limited: readonly string[] }) {
  const ids = [...new Set([...limited, ...Object.keys(SOURCES)])];
  return (
    <Card
      title="Data sources"
      description={`${ids.length - limited.length} of ${ids.length} answer as they should`}
      footer="A figure whose source is missing is unknown, never zero."
      flush
    >
      <ul className="divide-y divide-line">
        {ids.map((id) => (
          <li key={id} className="px-4 py-2.5 text-sm">
            <p className="flex items-center justify-between gap-3">
              <span className="font-medium">{sourceName(id)}</span>
              {limited.includes(id) ? (
                <StatusPill tone="warning">Missing or late</StatusPill>
              ) : (
                <StatusPill tone="success">Up to date</StatusPill>
              )}
            </p>
            <p className="text-muted text-xs">
              {"Brings: "}
              {SOURCES[id]?.brings ?? "further figures"}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
