import type { VersionedFormState } from "#components/ui/form-state";

/** What saving a user answers while its form stays open. */
export interface UserFormState extends VersionedFormState {
  /** What saving would change, and how many sessions it would end. */
  readonly review?:
    | {
        readonly before: Readonly<Record<string, string>>;
        readonly after: Readonly<Record<string, string>>;
        readonly ended: number;
      }
    | undefined;
}
