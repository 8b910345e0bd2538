/** What a formula reads: facts and coefficients by name. Only numbers and words, so that a lineage can show and repeat them. */
export type Inputs = Readonly<Record<string, number | string | null>>;

/** What there is too little of to say anything. */
export const INSUFFICIENT = "insufficient_data";

/** How sure a figure of this kind can be: what is counted or read off is exact, a rate grows with its sample, a model stays a model. */
type Kind = "count" | "reading" | "rate" | "class" | "model";

/** One formula of domain.md §5, which its name and version identify for good: a change of what it computes is a new version. */
export interface Formula<I extends Inputs = Inputs, W extends string = string> {
  readonly name: string;
  readonly version: number;
  /** The formula as a reader of a lineage sees it. */
  readonly text: string;
  readonly unit: string;
  readonly kind: Kind;
  /** An exact number, or a word of the vocabulary. Pure: the same inputs give the same answer. */
  readonly compute: (inputs: I) => number | W;
}

/** Declares a formula over inputs `I`; the words that it may answer with are read off `compute`. */
export const formula =
  <I extends Inputs>() =>
  <W extends string>(declared: Formula<I, W>): Formula<I, W> =>
    declared;
