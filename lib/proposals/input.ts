import type { WireInput } from "../operation/parse.ts";
import { sealing } from "../sealing.ts";

/** The request as it is kept until it is decided. It may name persons: what is stored of it is for nobody who only reads the table. */
export const sealInput = (wire: WireInput): string => sealing("proposals").seal(JSON.stringify(wire));

/** The request as it was made; null when the secret has been replaced since, and is not given as an earlier one. */
export function unsealInput(sealed: string): WireInput | null {
  const text = sealing("proposals").open(sealed);
  return text === null ? null : (JSON.parse(text) as WireInput);
}
