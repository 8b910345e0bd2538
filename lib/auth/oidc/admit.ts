import type { User } from "next-auth";
import { clock } from "../../core/clock.ts";
import { AppError } from "../../core/errors.ts";
import { log } from "../../observability/log.ts";
import type { RequestScope } from "../../operation/operation.ts";
import { perform } from "../../operation/perform.ts";
import { ANONYMOUS } from "../../operation/serve.ts";
import { sealTicket } from "../sign-in-ticket.ts";
import { type Identity, identityOf } from "./identity.ts";
import { oidcLogin } from "./operation.ts";

/** Takes the sealed first factor to the browser, where it waits for the code. */
export type TicketKeeper = (ticket: string) => void;

interface Arrival {
  /** next-auth's user, which gets the claims of the session that is opened. */
  readonly user: User;
  /** What the provider says, already verified by next-auth. */
  readonly claims: unknown;
  readonly request: RequestScope;
  readonly keepTicket: TicketKeeper;
}

/** Lets somebody in whom the provider vouches for: true, or the page that says why not or asks for the code. Never throws. */
export async function admitByProvider({ user, claims, request, keepTicket }: Arrival): Promise<true | string> {
  const identity = identityOf(claims);
  if (identity === null) {
    return "/login?error=OAuthCallback";
  }
  try {
    const { data } = await perform(oidcLogin, { actor: ANONYMOUS, request }, { body: identity });
    Object.assign(user, { id: data.userId, sid: data.sessionId, ver: data.tokenVersion });
    return true;
  } catch (thrown) {
    return refusedTo(thrown, identity, keepTicket);
  }
}

function refusedTo(thrown: unknown, identity: Identity, keepTicket: TicketKeeper): string {
  if (!(thrown instanceof AppError) || thrown.status >= 500) {
    log.error({ err: thrown }, "single sign-on failed");
    return "/login?error=unavailable";
  }
  const { response } = thrown.detail;
  if (response?.["totpRequired"] === true) {
    keepTicket(sealTicket(identity, clock.now()));
    return "/login?step=code";
  }
  const reason = response?.["unlinked"] ?? (thrown.code === "RATE_LIMITED" ? "throttled" : "shut-out");
  return `/login?error=${String(reason)}`;
}
