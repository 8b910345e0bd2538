import { AppError } from "../core/errors.ts";
import type { Actor } from "../operation/operation.ts";

/** The actor's own id, for what is there for somebody who has signed in. Throws UNAUTHENTICATED. */
export function idOf({ id }: Pick<Actor, "id">): string {
  if (id === null) {
    throw new AppError("UNAUTHENTICATED");
  }
  return id;
}
