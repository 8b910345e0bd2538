import { seal, sealingKey, unseal } from "../core/sealed.ts";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";
import type { WireInput } from "../operation/parse.ts";

/** What was asked for may name persons: what is stored of it is for nobody who only reads the table. */
const key = (): Buffer => singleton("proposalKey", () => sealingKey(env().NEXTAUTH_SECRET, "proposals"));

/** The request as it is kept until it is decided. */
export const sealInput = (wire: WireInput): string => seal(JSON.stringify(wire), key());

/** The request as it was made; null when the secret has been replaced since. */
export function unsealInput(sealed: string): WireInput | null {
  const text = unseal(sealed, key());
  return text === null ? null : (JSON.parse(text) as WireInput);
}
