import { FAMILY_NAMES, GIVEN_NAMES, slug } from "../names.ts";
import type { Random } from "../random.ts";

/** Draws a name and an address at a domain. */
export type Naming = (domain: string) => { readonly name: string; readonly email: string };

/** Draws names whose addresses are not in `taken`, and enters them there. */
export function namesWithout(taken: Set<string>, random: Random): Naming {
  return (domain) => {
    const drawn = {
      given: random.pick(GIVEN_NAMES),
      family: random.pick(FAMILY_NAMES),
      initial: random.pick(INITIALS),
    };
    let named = nameOf(drawn, 0, domain);
    for (let namesakes = 1; taken.has(named.email); namesakes++) {
      named = nameOf(drawn, namesakes, domain);
    }
    taken.add(named.email);
    return named;
  };
}

const INITIALS = [..."ABCDEFGHJKLMNOPRSTVW"];

/** The first of a name goes without, a namesake gets a middle initial, further ones a number as well. */
function nameOf(drawn: { given: string; family: string; initial: string }, namesakes: number, domain: string) {
  const { given, family, initial } = drawn;
  const middle = namesakes === 0 ? "" : `${initial.toLowerCase()}.`;
  const email = `${slug(given, ".")}.${middle}${slug(family, ".")}${namesakes < 2 ? "" : namesakes}@${domain}`;
  return { name: namesakes === 0 ? `${given} ${family}` : `${given} ${initial}. ${family}`, email };
}
