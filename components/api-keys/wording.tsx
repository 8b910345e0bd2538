import type { Tone } from "#components/ui/tone";
import type { ApiKey } from "#lib/api-keys/schema";

/** The states of a key as they look. */
export const KEY_STATUS_LOOKS: Readonly<Record<ApiKey["status"], { readonly tone: Tone; readonly word: string }>> = {
  active: { tone: "success", word: "Active" },
  expired: { tone: "warning", word: "Expired" },
  revoked: { tone: "neutral", word: "Revoked" },
};
