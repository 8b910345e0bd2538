import { clsx } from "clsx";
import { CircleAlert, Lock } from "lucide-react";
import type { ReactNode } from "react";

export interface FieldText {
  readonly name: string;
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  /** Why the value cannot be changed; shown in place of the help, and the control becomes read-only. */
  readonly lockedReason?: string | undefined;
}

/** The id of a field's control, which error summaries link to. */
export function fieldId(name: string): string {
  return `field-${name}`;
}

/** What a control needs to be tied to its label, help and error. */
export function fieldAria({ name, help, error, lockedReason }: FieldText) {
  const described = [
    error === undefined ? null : `${fieldId(name)}-error`,
    help === undefined && lockedReason === undefined ? null : `${fieldId(name)}-help`,
  ].filter((id) => id !== null);
  return {
    id: fieldId(name),
    name,
    "aria-describedby": described.length > 0 ? described.join(" ") : undefined,
    "aria-invalid": error === undefined ? undefined : true,
  };
}

interface FieldProps extends FieldText {
  readonly required?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Label above, control, then error and help below; optional fields say so, required ones do not shout. */
export function Field({ required = false, className, children, ...text }: FieldProps) {
  return (
    <div className={clsx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={fieldId(text.name)} className="flex items-baseline justify-between gap-2 font-medium text-sm">
        {text.label}
        {required || text.lockedReason !== undefined ? null : (
          <span className="font-normal text-subtle text-xs">Optional</span>
        )}
      </label>
      {children}
      <FieldNotes {...text} />
    </div>
  );
}

/** The error and the help or lock reason under a control. */
export function FieldNotes({ name, help, error, lockedReason }: FieldText) {
  return (
    <>
      {error === undefined ? null : (
        <p id={`${fieldId(name)}-error`} className="flex items-start gap-1.5 text-danger text-sm">
          <CircleAlert aria-hidden="true" className="mt-0.75 size-3.5 shrink-0" />
          {error}
        </p>
      )}
      {lockedReason === undefined ? (
        help !== undefined && (
          <p id={`${fieldId(name)}-help`} className="text-muted text-xs">
            {help}
          </p>
        )
      ) : (
        <p id={`${fieldId(name)}-help`} className="flex items-center gap-1.5 text-muted text-xs">
          <Lock aria-hidden="true" className="size-3 shrink-0" />
          {lockedReason}
        </p>
      )}
    </>
  );
}
