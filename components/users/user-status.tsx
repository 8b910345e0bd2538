import { StatusPill } from "#components/ui/status-pill";
import type { User } from "#lib/users/schema";
import { USER_STATUS_LOOKS } from "./wording.tsx";

/** The standing of an account as icon, word and colour. */
export function UserStatus({ status }: Pick<User, "status">) {
  const { tone, word } = USER_STATUS_LOOKS[status];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}
