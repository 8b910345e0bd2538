import type { z } from "zod";

interface Stated<S extends z.ZodType> {
  /** What a form calls it. */
  readonly title: string;
  /** What it does, in one sentence. */
  readonly description: string;
  readonly schema: S;
  readonly default: z.output<S>;
  /** Of a number: "minutes". */
  readonly unit?: string;
  /** Whoever changes it changes how the platform is protected: it may need a second person. */
  readonly isSecurity?: true;
}

/** A key that holds for the whole platform. */
export interface Fixed<S extends z.ZodType> extends Stated<S> {
  readonly overridable: false;
}

/** A key that a tenant may override. `stricter` decides for a user whom the values of several tenants meet. */
export interface PerTenant<S extends z.ZodType> extends Stated<S> {
  readonly overridable: true;
  readonly stricter: (a: z.output<S>, b: z.output<S>) => z.output<S>;
}

/** Declares a key that holds for the whole platform. */
export const fixed = <S extends z.ZodType>(stated: Stated<S>): Fixed<S> => ({ ...stated, overridable: false });

/** Declares a key that a tenant may override. */
export const perTenant = <S extends z.ZodType>(stated: Omit<PerTenant<S>, "overridable">): PerTenant<S> => ({
  ...stated,
  overridable: true,
});
