/** The things in another order: those that `order` names first, as it has them, then the others as they stand. */
export function inOrder<Thing>(
  things: readonly Thing[],
  idOf: (thing: Thing) => string | undefined,
  order: readonly string[],
): Thing[] {
  const rank = (thing: Thing) => {
    const place = order.indexOf(idOf(thing) ?? "");
    return place === -1 ? order.length : place;
  };
  return things.toSorted((a, b) => rank(a) - rank(b));
}

/** The things with those that `order` names put in its order among the places that they hold; all others stay where they are. */
export function withOrder<Thing>(
  things: readonly Thing[],
  idOf: (thing: Thing) => string | undefined,
  order: readonly string[],
): Thing[] {
  const isNamed = (thing: Thing) => order.includes(idOf(thing) ?? "");
  const named = inOrder(things.filter(isNamed), idOf, order)[Symbol.iterator]();
  return things.map((thing) => (isNamed(thing) ? (named.next().value ?? thing) : thing));
}

/** The ids with one of them moved by one place; as they are where it has none to move to. */
export function moved(ids: readonly string[], id: string, direction: "up" | "down"): string[] {
  const from = ids.indexOf(id);
  const to = direction === "up" ? from - 1 : from + 1;
  const other = ids[to];
  return from === -1 || other === undefined ? [...ids] : ids.with(from, other).with(to, id);
}
