import type { FormState } from "#components/ui/form-state";

interface Comparison {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** What saving a tenant answers while its form stays open. */
export interface TenantFormState extends FormState {
  /** The version that the next attempt is made against. */
  readonly version?: number | undefined;
  /** What saving would change. */
  readonly review?: (Comparison & { readonly cascade: Readonly<Record<string, number>> }) | undefined;
  /** Somebody else's version against ours. */
  readonly theirs?: Comparison | undefined;
}
