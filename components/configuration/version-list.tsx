import type { ReactNode } from "react";
import { IdLink } from "#components/audit/id-link";
import { AppLink } from "#components/ui/app-link";
import { Badge } from "#components/ui/badge";
import type { FilterChip } from "#components/ui/filter-chips";
import { RelativeTime } from "#components/ui/relative-time";
import { SideBySide } from "#components/ui/side-by-side";
import type { Definition, HistoryItem } from "#lib/configuration/schema";
import { fieldsOf, labelsOf, textInWords, textsOf } from "./fields.tsx";

interface VersionListProps {
  readonly versions: readonly HistoryItem[];
  readonly definitions: readonly Definition[];
  readonly now: string;
  /** What stands for somebody who is not named. */
  readonly unnamed: string;
  /** Whether the reader may open audit records. */
  readonly canOpen: boolean;
  /** What can be done with a version. */
  readonly actionsOf?: ((version: HistoryItem) => ReactNode) | undefined;
}

/** Saved versions, newest first: who, when, why, and what changed, side by side. */
export function VersionList({ versions, definitions, now, unnamed, canOpen, actionsOf }: VersionListProps) {
  return (
    <ol className="divide-y divide-line">
      {versions.map((version) => (
        <li key={version.version} className="flex flex-col gap-2 px-4 py-3 text-sm">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Badge mono>v{version.version}</Badge>
            <span className="font-medium">
              {version.restores === null
                ? "Saved"
                : version.restores === 0
                  ? "Rolled back to the defaults"
                  : `Rolled back to v${version.restores}`}
            </span>
            <span className="text-muted">
              by {version.changedBy === null ? unnamed : <IdLink kind="user" id={version.changedBy} />}
            </span>
            <span className="text-muted">
              <RelativeTime value={version.changedOn} now={now} />
            </span>
            <span className="ml-auto flex items-center gap-3">
              {canOpen && version.auditId !== null ? (
                <AppLink href={`/console/audit/${version.auditId}`} className="link">
                  Audit record<span className="sr-only"> of version {version.version}</span>
                </AppLink>
              ) : null}
              {actionsOf?.(version)}
            </span>
          </div>
          {version.reason === null ? null : <p className="text-muted">“{version.reason}”</p>}
          <Changes version={version} definitions={definitions} />
        </li>
      ))}
    </ol>
  );
}

/** The chip of the key that versions are narrowed down to; none without one. */
export function keyChip(
  definitions: readonly Definition[],
  key: string | undefined,
  removeHref: string,
): readonly FilterChip[] {
  const value = definitions.find((definition) => definition.key === key)?.title ?? key;
  return value === undefined ? [] : [{ label: "Changed", value, removeHref }];
}

function Changes({ version, definitions }: Pick<VersionListProps, "definitions"> & { readonly version: HistoryItem }) {
  const { changes } = version;
  if (changes.length === 0) {
    return <p className="text-subtle">No value changed.</p>;
  }
  return (
    <SideBySide
      before={told(definitions, changes, "before")}
      after={told(definitions, changes, "after")}
      caption={`What version ${version.version} changed`}
      labels={{ before: "Before", after: "After" }}
      fields={labelsOf(definitions)}
    />
  );
}

/** One side of the changes in words. A value that a tenant did not have of its own is absent; a key of an older release stands as it is. */
function told(
  definitions: readonly Definition[],
  changes: HistoryItem["changes"],
  side: "before" | "after",
): Record<string, unknown> {
  const entries = changes
    .filter((change) => change[side] !== null)
    .flatMap((change): (readonly [string, unknown])[] => {
      const definition = definitions.find(({ key }) => key === change.key);
      if (!definition) return [[change.key, change[side]]];
      const texts = textsOf([definition], { [change.key]: change[side] });
      return fieldsOf(definition).map((field) => [field.name, textInWords(field, texts[field.name] ?? "")]);
    });
  return Object.fromEntries(entries);
}
