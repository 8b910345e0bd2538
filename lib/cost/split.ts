/**
 * Splits whole cents by weight so that the parts sum to the amount: each gets its part rounded down, and the cents that are left go
 * one each to the largest remainders, equal ones by name. Weights are positive; holders come in any order with the same result.
 */
export function splitCents(cents: number, weights: ReadonlyMap<string, number>): Map<string, number> {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const parts = [...weights].map(([holder, weight]) => {
    const exact = (cents * weight) / total;
    const floor = Math.floor(exact);
    return { holder, floor, rest: exact - floor };
  });
  let left = cents - parts.reduce((sum, { floor }) => sum + floor, 0);
  const byRest = parts.toSorted((a, b) => b.rest - a.rest || (a.holder < b.holder ? -1 : 1));
  const split = new Map<string, number>();
  for (const { holder, floor } of byRest) {
    split.set(holder, floor + (left > 0 ? 1 : 0));
    left -= 1;
  }
  return split;
}
