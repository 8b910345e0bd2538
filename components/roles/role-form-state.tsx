import type { VersionedFormState } from "#components/ui/form-state";

interface RoleStates {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** What saving a role would change and whom it would reach. */
export interface RoleReview extends RoleStates {
  readonly users: number;
  readonly sessions: number;
  /** Some of those users, the latest to sign in first. */
  readonly sample: readonly { readonly userId: string; readonly name: string; readonly email: string }[];
  /** Said first, where saving only proposes. */
  readonly note?: string | undefined;
  /** The very values that were reviewed, as text: only these are saved without another look. */
  readonly of: string;
}

/** What saving a role answers while its form stays open. */
export interface RoleFormState extends VersionedFormState {
  readonly review?: RoleReview | undefined;
}
