const grouped = new Intl.NumberFormat("en-US");

/** An integer with thousands separators: 1,204. */
export function formatCount(value: number): string {
  return grouped.format(value);
}

/** A total for people: `1,204`, or `10,000+` where counting stopped early. */
export function formatTotal(total: number, capped = false): string {
  return capped ? `${formatCount(total)}+` : formatCount(total);
}
