import type { z } from "zod";
import { AppLink } from "#components/ui/app-link";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { EmptyState } from "#components/ui/empty-state";
import { RelativeTime } from "#components/ui/relative-time";
import type { UserDetail } from "#lib/users/schema";

interface UserOverviewProps {
  readonly user: z.output<typeof UserDetail>;
  readonly roleName: string;
  /** What the role is for. */
  readonly roleDescription: string | undefined;
  readonly now: string;
}

/** Who this is and to which tenants they belong. */
export function UserOverview({ user, roleName, roleDescription, now }: UserOverviewProps) {
  const facts = [
    { term: "Name", value: user.name },
    { term: "E-mail address", value: user.email },
    { term: "Role", value: roleName, note: roleDescription },
    {
      term: "Two-factor sign-in",
      value: user.mfaEnabled ? "Enrolled" : "Not enrolled",
    },
    { term: "Last sign-in", value: <RelativeTime value={user.lastLoginOn} now={now} empty="Never" /> },
    { term: "Created", value: <RelativeTime value={user.createdOn} now={now} /> },
    { term: "Last change", value: <RelativeTime value={user.updatedOn} now={now} /> },
  ];
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <Card title="Profile">
        <DefinitionList items={facts} />
      </Card>
      <Card title={`Tenants (${user.tenants.length})`} flush>
        {user.tenants.length === 0 ? (
          <EmptyState kind="nothing-yet" title="No tenant">
            This account belongs to the platform, not to a tenant you can see.
          </EmptyState>
        ) : (
          <ul className="max-h-96 divide-y divide-line overflow-y-auto">
            {user.tenants.map(({ tenantId, code, name }) => (
              <li key={tenantId} className="flex min-h-10 items-center justify-between gap-3 px-4 py-1.5 text-sm">
                <AppLink href={`/console/tenants/${tenantId}`} className="link min-w-0 truncate">
                  {name}
                </AppLink>
                <Badge mono>{code}</Badge>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}
