interface IdempotencyKeyProps {
  /** Minted with the form: sending it twice does the thing once. */
  readonly minted: string;
  /** What a refused attempt has sent. */
  readonly values: Readonly<Record<string, string>> | undefined;
}

/** The key of a form that creates something. A refused attempt is remembered under its key; a corrected one needs a new one. */
export function IdempotencyKey({ minted, values }: IdempotencyKeyProps) {
  return <input type="hidden" name="idempotencyKey" value={`${minted}-${digest(values)}`} />;
}

/** Changes with what was refused, so that the corrected form carries another key, also without scripts. */
function digest(values: Readonly<Record<string, string>> | undefined): string {
  let hash = 0;
  for (const character of JSON.stringify(values ?? {})) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  }
  return (hash >>> 0).toString(36);
}
