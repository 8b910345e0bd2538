import type { Conflict } from "./three-way.tsx";

/** What a server action answers to a form that stays open; success redirects instead. */
export interface FormState {
  /** What went wrong as a whole. */
  readonly error?: string | undefined;
  /** Message by field name. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** What was sent, so that nothing has to be typed twice; never secrets. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  /** The session has to confirm first who it is: what it is about, and how it can. */
  readonly stepUp?: { readonly what: string; readonly methods: readonly string[] } | undefined;
}

export type FormAction = (state: FormState, formData: FormData) => Promise<FormState>;

/** The same for a form that edits one version of a thing and must not overwrite another. */
export interface VersionedFormState extends FormState {
  /** The version that the next attempt is made against. */
  readonly version?: number | undefined;
  /** That version's values: what the reader's changes are measured by. */
  readonly base?: Readonly<Record<string, string>> | undefined;
  /** Somebody saved meanwhile: both edits, field by field. `values` already holds what can be merged. */
  readonly conflict?: Conflict | undefined;
}
