import { parseSealKeys, type SealKeys } from "../../core/seal-keys.ts";
import { singleton } from "../../core/singleton.ts";
import { env } from "../../env.ts";

const parsed = (): Map<string, SealKeys> => singleton("auditSealKeys", () => new Map());

/** The keys of the environment; null where none is set, and then nothing is sealed. */
export function sealKeys(): SealKeys | null {
  const text = env().AUDIT_SEAL_KEY;
  if (text === undefined) {
    return null;
  }
  const known = parsed().get(text) ?? parseSealKeys(text);
  parsed().set(text, known);
  return known;
}
