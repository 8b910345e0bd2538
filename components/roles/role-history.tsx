import { Minus, PencilLine, Plus } from "lucide-react";
import { IdLink } from "#components/audit/id-link";
import { AppLink } from "#components/ui/app-link";
import { Badge } from "#components/ui/badge";
import { RelativeTime } from "#components/ui/relative-time";
import type { RoleVersion } from "#lib/roles/schema";
import { REACH_LABELS, ROLE_FIELD_LABELS } from "./wording.tsx";

interface RoleHistoryProps {
  readonly versions: readonly (RoleVersion & { readonly byRole: string | null })[];
  /** Whether the reader may open audit records. */
  readonly canOpen: boolean;
  readonly now: string;
}

const DID: Readonly<Record<string, string>> = {
  ROLE_CREATED: "Created",
  ROLE_UPDATED: "Changed",
  ROLE_DELETED: "Deleted",
};

/** The versions of a role, newest first: who did it, when, why, and what changed. */
export function RoleHistory({ versions, canOpen, now }: RoleHistoryProps) {
  return (
    <ol className="divide-y divide-line">
      {versions.map((version) => (
        <li key={version.auditId} className="flex flex-col gap-2 px-4 py-3 text-sm">
          <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
            <Badge mono>v{version.version}</Badge>
            <span className="font-medium">{DID[version.action] ?? version.action}</span>
            <span className="text-muted">
              by {version.byRole ?? "the system"}{" "}
              {version.changedBy ? <IdLink kind="user" id={version.changedBy} /> : null}
            </span>
            <span className="text-muted">
              <RelativeTime value={version.changedOn} now={now} />
            </span>
            {canOpen ? (
              <AppLink href={`/console/audit/${version.auditId}`} className="link ml-auto">
                Audit record<span className="sr-only"> of version {version.version}</span>
              </AppLink>
            ) : null}
          </p>
          {version.reason === null ? null : <p className="text-muted">“{version.reason}”</p>}
          <Changes version={version} />
        </li>
      ))}
    </ol>
  );
}

function Changes({ version }: { readonly version: RoleVersion }) {
  const { permissionsAdded, permissionsRemoved, changes } = version;
  if (permissionsAdded.length + permissionsRemoved.length + changes.length === 0) {
    return <p className="text-subtle">No field changed.</p>;
  }
  return (
    <ul className="flex flex-col gap-1">
      {changes.map(({ field, before, after }) => (
        <li key={field} className="flex items-start gap-2">
          <PencilLine aria-label="Changed" role="img" className="mt-0.75 size-3.5 shrink-0 text-warning" />
          <span className="min-w-0 break-words">
            {ROLE_FIELD_LABELS[field] ?? field}:{" "}
            {before === null ? null : <s className="text-muted">{shown(field, before)}</s>}{" "}
            {after === null ? null : shown(field, after)}
          </span>
        </li>
      ))}
      <Names names={permissionsAdded} isAdded />
      <Names names={permissionsRemoved} isAdded={false} />
    </ul>
  );
}

const shown = (field: string, value: unknown): string => {
  const text = field === "isGlobal" ? REACH_LABELS[String(value)] : String(value);
  return text === "" || text === undefined ? "empty" : text;
};

function Names({ names, isAdded }: { readonly names: readonly string[]; readonly isAdded: boolean }) {
  if (names.length === 0) {
    return null;
  }
  const Icon = isAdded ? Plus : Minus;
  return (
    <li className="flex items-start gap-2">
      <Icon
        aria-label={isAdded ? "Permissions added:" : "Permissions removed:"}
        role="img"
        className={`mt-0.75 size-3.5 shrink-0 ${isAdded ? "text-success" : "text-danger"}`}
      />
      <span className="flex min-w-0 flex-wrap gap-1">
        {names.map((name) => (
          <Badge key={name} mono tone={isAdded ? "success" : "danger"}>
            {name}
          </Badge>
        ))}
      </span>
    </li>
  );
}
