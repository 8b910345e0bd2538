import { z } from "zod";
import { clock } from "../../core/clock.ts";
import { AppError } from "../../core/errors.ts";
import type { RequestScope } from "../../operation/operation.ts";
import { perform } from "../../operation/perform.ts";
import { sealing } from "../../sealing.ts";
import { accessOf } from "../access.ts";
import { stepUpByProvider } from "../step-up.ts";
import { identityOf } from "./identity.ts";

/** How long the sign-in at the provider may take, in seconds. */
export const STEP_UP_LIFETIME_SEC = 5 * 60;
/** What a provider's clock may be behind ours. */
const SKEW_MS = 30_000;

const Begun = z.object({
  sessionId: z.string(),
  /** The page to come back to, and its query. */
  returnTo: z.string(),
  at: z.number(),
});
type Begun = z.output<typeof Begun>;

const AuthTime = z.object({ auth_time: z.number() });

/** That a session has begun to confirm itself at the provider, sealed for the browser's cookie. */
export const sealStepUp = (begun: Omit<Begun, "at">): string =>
  sealing("step-up").seal(JSON.stringify({ ...begun, at: clock.now().getTime() }));

/** What was begun; null when it is too old or none of ours. */
export function openStepUp(sealed: string | undefined): Begun | null {
  const text = sealed === undefined ? null : sealing("step-up").open(sealed);
  const begun = text === null ? null : Begun.parse(JSON.parse(text));
  return begun && begun.at + STEP_UP_LIFETIME_SEC * 1000 > clock.now().getTime() ? begun : null;
}

/**
 * Confirms the session that began it by what the provider says, already verified by next-auth: the linked identity, signed in since.
 * No session is opened. Returns the page to go to; never throws an expected failure.
 */
export async function confirmByProvider(
  { sessionId, returnTo, at }: Begun,
  claims: unknown,
  request: RequestScope,
): Promise<string> {
  const identity = identityOf(claims);
  const access = await accessOf(sessionId);
  if (identity === null || access === null) {
    return ended(returnTo, { error: "failed" });
  }
  const { issuer, subject, secondFactor } = identity;
  // Signed with the rest of the ID token; a provider that does not say when has not asked.
  const time = AuthTime.safeParse(claims);
  const isFresh = time.success && time.data.auth_time * 1000 >= at - SKEW_MS;
  try {
    const body = { issuer, subject, secondFactor, isFresh };
    await perform(stepUpByProvider, { actor: access.actor, request }, { body });
    return ended(returnTo, { done: "1" });
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    return ended(returnTo, { error: String(thrown.detail.response?.["why"] ?? "failed") });
  }
}

const ended = (returnTo: string, how: Readonly<Record<string, string>>): string =>
  `${returnTo}${returnTo.includes("?") ? "&" : "?"}${new URLSearchParams(how)}`;
