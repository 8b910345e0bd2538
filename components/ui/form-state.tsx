/** What a server action answers to a form that stays open; success redirects instead. */
export interface FormState {
  /** What went wrong as a whole. */
  readonly error?: string | undefined;
  /** Message by field name. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** What was sent, so that nothing has to be typed twice; never secrets. */
  readonly values?: Readonly<Record<string, string>> | undefined;
}

export type FormAction = (state: FormState, formData: FormData) => Promise<FormState>;
