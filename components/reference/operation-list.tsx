import { AppLink } from "#components/ui/app-link";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import type { Entry } from "#lib/reference/index";
import { MethodBadge } from "./method-badge.tsx";

interface OperationListProps {
  readonly entries: readonly Entry[];
  /** Address of an operation's page. */
  readonly hrefOf: (id: string) => string;
}

/** Operations in groups by what they are about. */
export function OperationList({ entries, hrefOf }: OperationListProps) {
  const groups = [...Map.groupBy(entries, ({ family, area }) => `${family} / ${area}`)];
  return (
    <div className="flex flex-col gap-4">
      {groups.map(([group, rows]) => (
        <Card key={group} title={group} flush>
          <ul className="divide-y divide-line">
            {rows.map((row) => (
              <OperationRow key={row.id} row={row} href={hrefOf(row.id)} />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

function OperationRow({ row, href }: { readonly row: Entry; readonly href: string }) {
  const { method, path, summary, isDeprecated } = row;
  return (
    <li>
      <AppLink
        href={href}
        className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm -outline-offset-2 hover:bg-hover coarse:py-3"
      >
        <MethodBadge method={method} />
        <code className="figure min-w-0 break-all">{path}</code>
        {isDeprecated ? <Badge tone="warning">deprecated</Badge> : null}
        <span className="min-w-0 basis-full text-muted xl:ml-auto xl:basis-auto">{summary}</span>
      </AppLink>
    </li>
  );
}
