import type { FormState } from "#components/ui/form-state";

/** What a session has to confirm before an act, and how it can. */
export interface StepUpWanted {
  /** What it is about: "giving somebody more rights". */
  readonly what: string;
  /** `password` and `totp` go together, `provider` stands by itself; none for who has no way to confirm. */
  readonly methods: readonly string[];
}

/** As a form that stays open; once it worked, `done`. */
export interface StepUpState extends FormState {
  readonly done?: true | undefined;
}

export type StepUpAction = (state: StepUpState, form: FormData) => Promise<StepUpState>;
