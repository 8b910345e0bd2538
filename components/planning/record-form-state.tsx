import type { VersionedFormState } from "#components/ui/form-state";

/** What saving a planning record answers while its dialog stays open. */
export interface RecordFormState extends VersionedFormState {
  /** What saving would change. */
  readonly review?:
    | { readonly before: Readonly<Record<string, unknown>>; readonly after: Readonly<Record<string, unknown>> }
    | undefined;
}
