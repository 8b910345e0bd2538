import { configuration } from "../configuration/current.ts";
import type { ApprovalGround } from "../proposals/catalogue.ts";
import type { AnyOperation, AnyReply } from "./operation.ts";

/** Why an act needs a second person, and for how long a proposal of it may wait. */
export interface Needed {
  readonly ground: ApprovalGround;
  readonly expiryHours: number;
}

/** Says of what an operation did in a transaction that is still open whether it needs a second person; null where not. */
export type Gate = (reply: AnyReply) => Needed | null;

const OPEN: Gate = () => null;

/** The operation's gate, by the configuration of this moment; most operations have none, and ask nothing. */
export async function gateOf({ approval }: AnyOperation): Promise<Gate> {
  if (!approval) {
    return OPEN;
  }
  const values = await configuration();
  return values["approvals.required"]
    ? ({ audit, refused }) => {
        const { before = null, after = null } = audit ?? {};
        const ground = refused ? null : approval.groundOf({ before, after });
        // What needs a second person is itself always guarded, whatever the list says.
        const isGuarded =
          ground === "approvals" || (ground !== null && values["approvals.operations"].includes(ground));
        return isGuarded ? { ground, expiryHours: values["approvals.expiryHours"] } : null;
      }
    : OPEN;
}
