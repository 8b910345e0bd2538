/** The value below which a share of the samples lies, by nearest rank. NaN of none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle of the samples. NaN of none. */
export const median = (samples: readonly number[]): number => percentile(samples, 0.5);
