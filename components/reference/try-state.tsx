import type { TrialAnswer } from "#lib/reference/try";

/** What a call came to, or why it was not made; `values` is what was entered. */
export interface TryState {
  readonly answer?: TrialAnswer | undefined;
  readonly error?: string | undefined;
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly values?: Readonly<Record<string, string>> | undefined;
}

export type TryAction = (state: TryState, form: FormData) => Promise<TryState>;
