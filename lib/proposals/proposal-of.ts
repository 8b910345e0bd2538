import { AppError } from "../core/errors.ts";

/** The proposal that was made instead of what was asked for, by what `perform` threw; null for any other failure. */
export const proposalOf = (thrown: unknown): string | null =>
  thrown instanceof AppError ? (thrown.detail.proposalId ?? null) : null;
