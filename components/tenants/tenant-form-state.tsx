import type { VersionedFormState } from "#components/ui/form-state";

/** What saving a tenant answers while its form stays open. */
export interface TenantFormState extends VersionedFormState {
  /** What saving would change. */
  readonly review?:
    | {
        readonly before: Readonly<Record<string, unknown>>;
        readonly after: Readonly<Record<string, unknown>>;
        readonly cascade: Readonly<Record<string, number>>;
      }
    | undefined;
}
