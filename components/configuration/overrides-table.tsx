import { Badge } from "#components/ui/badge";
import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { hrefWith } from "#components/ui/href";
import type { Tone } from "#components/ui/tone";
import type { Definition, TenantOverrides } from "#lib/configuration/schema";
import { historyOfKey, KeyFacts, ValueInWords } from "./key-facts.tsx";

type Detail = TenantOverrides["details"][string];

const SOURCES: Readonly<Record<Detail["source"], { readonly label: string; readonly tone: Tone }>> = {
  tenant: { label: "This tenant", tone: "info" },
  global: { label: "Platform", tone: "neutral" },
  default: { label: "Platform default", tone: "neutral" },
};

interface OverridesTableProps {
  readonly settings: TenantOverrides;
  /** The address of the page; dialogs open on it. */
  readonly at: string;
  readonly canEdit: boolean;
}

/** What is in force for a tenant and whose value that is: first what it may override, then what is the same for everybody. */
export function OverridesTable({ settings, at, canEdit }: OverridesTableProps) {
  const { definitions, details } = settings;
  const [own, shared] = [
    definitions.filter(({ overridable }) => overridable),
    definitions.filter(({ overridable }) => !overridable),
  ];
  return (
    <>
      <Card title="Can be overridden" flush>
        <Rows definitions={own} details={details} at={at} canEdit={canEdit} />
      </Card>
      <details className="rounded-lg border border-line bg-raised">
        <summary className="px-4 py-2.5 font-semibold text-sm -outline-offset-2">
          The same for every tenant <span className="font-normal text-muted">({shared.length} keys)</span>
        </summary>
        <div className="border-line border-t">
          <Rows definitions={shared} details={details} at={at} canEdit={false} />
        </div>
      </details>
    </>
  );
}

type RowsProps = Pick<OverridesTableProps, "at" | "canEdit"> & {
  readonly definitions: readonly Definition[];
  readonly details: TenantOverrides["details"];
};

function Rows({ definitions, details, at, canEdit }: RowsProps) {
  return (
    <ul className="divide-y divide-line">
      {definitions.map((definition) => {
        const detail = details[definition.key];
        return detail === undefined ? null : (
          <li
            key={definition.key}
            className="grid items-start gap-x-8 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_10rem]"
          >
            <KeyFacts
              definition={definition}
              isPlain
              historyHref={
                definition.overridable ? hrefWith(at, { changed: definition.key }) : historyOfKey(definition.key)
              }
            />
            <Value definition={definition} detail={detail} />
            {canEdit ? <Acts definition={definition} detail={detail} at={at} /> : null}
          </li>
        );
      })}
    </ul>
  );
}

function Value({ definition, detail }: { readonly definition: Definition; readonly detail: Detail }) {
  const { label, tone } = SOURCES[detail.source];
  return (
    <div className="flex min-w-0 flex-col items-start gap-1">
      <ValueInWords definition={definition} value={detail.value} />
      <Badge tone={tone}>{label}</Badge>
      {detail.source === "tenant" ? (
        <details className="text-muted text-xs">
          <summary>Without the override</summary>
          <ValueInWords definition={definition} value={detail.global} />
        </details>
      ) : null}
    </div>
  );
}

function Acts({
  definition,
  detail,
  at,
}: {
  readonly definition: Definition;
  readonly detail: Detail;
  readonly at: string;
}) {
  const { key, title } = definition;
  const named = <span className="sr-only"> {title}</span>;
  return (
    <div className="flex flex-wrap gap-2 md:justify-end">
      <ButtonLink href={hrefWith(at, { dialog: "override", key })} scroll={false} size="sm">
        {detail.source === "tenant" ? "Change" : "Override"}…{named}
      </ButtonLink>
      {detail.source === "tenant" ? (
        <ButtonLink href={hrefWith(at, { dialog: "reset", key })} scroll={false} size="sm" variant="ghost">
          Reset…{named}
        </ButtonLink>
      ) : null}
    </div>
  );
}
