import type { SystemRoleName } from "../policy/roles.ts";
import type { Envelope } from "./envelope.ts";
import type { AnyOperation } from "./operation.ts";

/** A family of endpoints under one base path and one envelope. The lists in lib/*-api.ts are the only route tables. */
export interface Api {
  readonly name: string;
  /** What the family is for, in a line of the documentation. */
  readonly about: string;
  readonly base: `/api/v1${string}`;
  readonly envelope: Envelope;
  /** Narrows every operation of the family to these roles, whatever its own policy says (decisions §3). */
  readonly onlyRoles?: readonly SystemRoleName[];
  readonly operations: readonly AnyOperation[];
}

/** Whether the family is there for the role at all; each operation's own policy decides after that. */
export const servesRole = ({ onlyRoles }: Pick<Api, "onlyRoles">, role: string): boolean =>
  onlyRoles === undefined || onlyRoles.some((allowed) => allowed === role);
