/** Why so large a run waits for somebody; null when it need not (decisions §6): more targets than either bound allows. */
export function parkedWhy(
  total: number,
  population: number,
  { maxImpact, maxImpactPercent }: { readonly maxImpact: number | null; readonly maxImpactPercent: number },
): string | null {
  if (maxImpact !== null && total > maxImpact) {
    return `${total} would be hit, more than the ${maxImpact} that the rule allows`;
  }
  return total * 100 > population * maxImpactPercent
    ? `${total} of ${population} would be hit, more than ${maxImpactPercent} %`
    : null;
}
