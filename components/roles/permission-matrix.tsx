import { clsx } from "clsx";
import { Check, Minus } from "lucide-react";
import { groupsOf, type PermissionFacts } from "./permission-groups.tsx";

interface PermissionMatrixProps {
  readonly catalogue: readonly PermissionFacts[];
  readonly held: readonly string[];
}

/** The whole catalogue by area, each permission held or not: what is missing is denied, so it is shown too. */
export function PermissionMatrix({ catalogue, held }: PermissionMatrixProps) {
  const hasAll = held.includes("*");
  return (
    <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
      {groupsOf(catalogue).map(([area, permissions]) => {
        const count = permissions.filter(({ name }) => hasAll || held.includes(name)).length;
        return (
          <section key={area} className="min-w-0 rounded-lg border border-line bg-raised">
            <h2 className="flex items-baseline justify-between gap-2 border-line border-b px-3 py-2 font-semibold text-sm">
              {area}
              <span className="figure font-normal text-muted text-xs">
                {count} of {permissions.length}
              </span>
            </h2>
            <ul className="divide-y divide-line">
              {permissions.map(({ name, description }) => (
                <Permission key={name} name={name} description={description} isHeld={hasAll || held.includes(name)} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

interface PermissionProps {
  readonly name: string;
  readonly description: string;
  readonly isHeld: boolean;
}

function Permission({ name, description, isHeld }: PermissionProps) {
  const Icon = isHeld ? Check : Minus;
  return (
    <li className="flex items-start gap-2 px-3 py-1.5 text-sm">
      <Icon
        role="img"
        aria-label={isHeld ? "Allowed:" : "Denied:"}
        className={clsx("mt-0.75 size-3.5 shrink-0", isHeld ? "text-success" : "text-subtle")}
      />
      <span className="min-w-0">
        <span className={clsx("block", isHeld ? "" : "text-muted")}>{description}</span>
        <code className="figure break-all text-subtle text-xs">{name}</code>
      </span>
    </li>
  );
}
