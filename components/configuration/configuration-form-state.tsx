import type { VersionedFormState } from "#components/ui/form-state";

/** What saving would change, and how many tenants it leaves alone since they have their own. */
export interface ConfigurationReview {
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly tenantsWithOverride: number;
  /** Said first, where saving only proposes. */
  readonly note?: string | undefined;
  /** The very values that were reviewed, as text: only these are saved without another look. */
  readonly of: string;
}

/** What saving the configuration answers while its form stays open. */
export interface ConfigurationFormState extends VersionedFormState {
  readonly review?: ConfigurationReview | undefined;
}
