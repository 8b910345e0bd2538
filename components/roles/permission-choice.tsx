"use client";
import { Checkbox } from "#components/ui/checkbox";
import { FieldNotes, fieldId } from "#components/ui/field";
import { groupsOf, type PermissionFacts } from "./permission-groups.tsx";

interface PermissionChoiceProps {
  readonly catalogue: readonly PermissionFacts[];
  readonly chosen: readonly string[];
  readonly error: string | undefined;
}

/** The catalogue as boxes to tick, by area; sent as repeated `permissions`. */
export function PermissionChoice({ catalogue, chosen, error }: PermissionChoiceProps) {
  const name = "permissions";
  return (
    <fieldset id={fieldId(name)} tabIndex={-1} className="flex flex-col gap-3">
      <legend className="mb-1 font-semibold text-sm">Permissions</legend>
      <FieldNotes
        name={name}
        label="Permissions"
        error={error}
        help="What is not ticked is denied. Permissions marked “system roles only” open nothing here to a custom role."
      />
      <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
        {groupsOf(catalogue).map(([area, permissions]) => (
          <fieldset key={area} className="min-w-0 rounded-lg border border-line bg-raised">
            <legend className="sr-only">{area}</legend>
            <p aria-hidden="true" className="border-line border-b px-3 py-2 font-semibold text-sm">
              {area}
            </p>
            <ul className="divide-y divide-line">
              {permissions.map((permission) => (
                <li key={permission.name}>
                  <Box permission={permission} isChosen={chosen.includes(permission.name)} />
                </li>
              ))}
            </ul>
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}

interface BoxProps {
  readonly permission: PermissionFacts;
  readonly isChosen: boolean;
}

/** Permissions of the tenants' own application open nothing here, and are meant to. */
const isForSystemRoles = ({ name, operations }: PermissionFacts): boolean =>
  operations.length === 0 && !name.startsWith("ORDERS_");

function Box({ permission, isChosen }: BoxProps) {
  const { name, description } = permission;
  return (
    <label
      htmlFor={`permission-${name}`}
      className="flex items-start gap-2.5 px-3 py-1.5 text-sm hover:bg-hover coarse:min-h-11"
    >
      {/* A box forgets its tick when React resets the form after an action; a new key makes it start from the choice. */}
      <Checkbox
        key={`${name} ${isChosen}`}
        id={`permission-${name}`}
        name="permissions"
        value={name}
        defaultChecked={isChosen}
        className="mt-0.5"
      />
      <span className="min-w-0">
        <span className="block">{description}</span>
        <code className="figure break-all text-subtle text-xs">{name}</code>
        {isForSystemRoles(permission) ? <span className="text-subtle text-xs"> · system roles only</span> : null}
      </span>
    </label>
  );
}
