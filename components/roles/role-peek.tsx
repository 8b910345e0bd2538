import { PeekPanel } from "#components/data-table/peek-panel";
import { Badge } from "#components/ui/badge";
import { CopyableId } from "#components/ui/copyable-id";
import { DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { Role } from "#lib/roles/schema";
import { KIND_LABELS, REACH_LABELS } from "./wording.tsx";

interface RolePeekProps {
  readonly role: Role;
  readonly label: string;
  readonly at: string;
  readonly now: string;
}

/** A role in short, beside the list. */
export function RolePeek({ role, label, at, now }: RolePeekProps) {
  return (
    <PeekPanel
      title={label}
      meta={<Badge>{KIND_LABELS[String(role.isSystem)]}</Badge>}
      at={at}
      href={`/console/roles/${role.roleId}`}
    >
      <DefinitionList
        layout="stacked"
        items={[
          ...(role.description === "" ? [] : [{ term: "What it is for", value: role.description }]),
          { term: "Users", value: <span className="figure">{formatCount(role.userCount)}</span> },
          { term: "Reach", value: REACH_LABELS[String(role.isGlobal)] },
          {
            term: "Permissions",
            value: (
              <span className="flex flex-wrap gap-1">
                {role.permissions.length === 0 ? <span className="text-subtle">None</span> : null}
                {role.permissions.map((name) => (
                  <Badge key={name} mono>
                    {name === "*" ? "Everything" : name}
                  </Badge>
                ))}
              </span>
            ),
          },
          { term: "Created", value: <RelativeTime value={role.createdOn} now={now} /> },
          { term: "Last changed", value: <RelativeTime value={role.updatedOn} now={now} /> },
          { term: "Role id", value: <CopyableId value={role.roleId} label="role id" /> },
        ]}
      />
    </PeekPanel>
  );
}
