import { z } from "zod";
import { configuration } from "../configuration/current.ts";
import { clock } from "../core/clock.ts";
import { AppError, conflictOn, invalid } from "../core/errors.ts";
import { Instant } from "../core/schema.ts";
import { read } from "../db/transaction.ts";
import { type AuditDraft, type Caller, type Context, operation } from "../operation/operation.ts";
import { accessChanged, forgetAccess } from "./access.ts";
import { IdentityInput } from "./oidc/identity.ts";
import { idOf } from "./own.ts";
import { fitsPassword } from "./password.ts";
import { Password } from "./schema.ts";
import { checkCode, type FittingCode, spendCode } from "./second-factor/factor.ts";
import { Code } from "./second-factor/schema.ts";
import { assertAttemptsLeft, attemptOf, countFailure, forgetFailures, oneAtATime } from "./throttle.ts";
import { type Account, accountById, lockAccount } from "./users.ts";

const SteppedUp = z.object({ steppedUpUntil: Instant.describe("Until when what has to be confirmed may be done") });

const StepUpInput = z.strictObject({
  password: Password.optional().describe("The account's password, where it has one"),
  totp: Code.optional().describe("For accounts with a second factor: its six digits, or a recovery code"),
});
type StepUpInput = z.output<typeof StepUpInput>;

/** What was shown, checked before the transaction: what did not fit, or what did. */
type Shown =
  | { readonly why: "wrong-password" | "wrong-code" }
  | { readonly passwordHash: string | null; readonly code: FittingCode | null };

/** Checks and counts; failures count apart from those of sign-ins. Throws VALIDATION on what is missing, CONFLICT, RATE_LIMITED. */
function show({ actor, request }: Caller, { password, totp }: StepUpInput): Promise<Shown> {
  const userId = idOf(actor);
  const { clientAddress } = request;
  const attempt = attemptOf(`step-up:${userId}`, clientAddress);
  return oneAtATime(attempt, async () => {
    await assertAttemptsLeft(attempt);
    const account = await read((db) => accountById(db, userId));
    assertShown(account, { password, totp });
    const passwordHash = account?.passwordHash ?? null;
    if (passwordHash !== null && !(await fitsPassword(password ?? "", passwordHash))) {
      await countFailure(attempt);
      return { why: "wrong-password" };
    }
    const code = account?.mfaEnabled
      ? await checkCode({ userId, code: totp ?? "", clientAddress, now: clock.now() })
      : null;
    if (account?.mfaEnabled && code === null) {
      return { why: "wrong-code" };
    }
    await forgetFailures(attempt);
    return { passwordHash, code };
  });
}

/** Everything that the account has must be shown: who signs in by a provider alone and has no code confirms there. */
function assertShown(account: Account | null, { password, totp }: StepUpInput): void {
  if (account === null || (account.passwordHash === null && !account.mfaEnabled)) {
    throw conflictOn("password", "The account has neither password nor code; sign in again at the identity provider");
  }
  const fields = {
    ...(account.passwordHash !== null && password === undefined && { password: "Required" }),
    ...(account.mfaEnabled && !totp?.trim() && { totp: "Required" }),
  };
  if (Object.keys(fields).length > 0) {
    throw new AppError("VALIDATION", undefined, { fields });
  }
}

/** Stamps the session at hand, by the database's clock, on every instance at commit. Throws UNAUTHENTICATED when it has ended meanwhile. */
async function confirm({ db, actor, afterCommit }: Context): Promise<z.input<typeof SteppedUp>> {
  const userId = idOf(actor);
  const minutes = (await configuration())["auth.stepUpMinutes"];
  const [row] = await db.$queryRaw<{ until: Date }[]>`
    UPDATE sessions SET stepped_up_at = now() WHERE id = ${actor.sessionId}::uuid AND user_id = ${userId}::uuid AND revoked_on IS NULL
    RETURNING stepped_up_at + make_interval(mins => ${minutes}::integer) AS until`;
  if (!row) {
    throw new AppError("UNAUTHENTICATED");
  }
  await accessChanged(db, userId);
  afterCommit(() => forgetAccess(userId));
  return { steppedUpUntil: row.until };
}

const done = ({ actor }: Context, methods: readonly string[]) => ({
  action: "AUTH_STEP_UP" as const,
  entityType: "session" as const,
  entityId: actor.sessionId,
  after: { userId: actor.id, methods },
});

const failed = ({ actor }: Context, why: string): AuditDraft<"AUTH_STEP_UP_FAILED"> => ({
  action: "AUTH_STEP_UP_FAILED",
  entityType: "session",
  entityId: actor.sessionId,
  outcome: "failure",
  after: { userId: actor.id, why },
});

const WRONG = {
  "wrong-password": () => invalid("password", "Is not the password"),
  "wrong-code": () => invalid("totp", "Is not a code that fits now; each is taken once"),
} as const;

export const stepUp = operation({
  name: "stepUp",
  summary: "Confirm who is calling, before what needs that (`auth.stepUpRequired`); good for this session alone",
  http: { method: "POST", path: "/step-up", message: "Confirmed" },
  policy: { access: "signed-in" },
  limit: "admin",
  audit: ["AUTH_STEP_UP", "AUTH_STEP_UP_FAILED"],
  entityType: "session",
  input: { body: StepUpInput },
  output: SteppedUp,
  errors: ["CONFLICT"],
  example: {
    input: { body: { password: "correct horse battery staple", totp: "492039" } },
    output: { steppedUpUntil: "2026-11-21T12:10:00.000Z" },
  },
  prepare: (caller, { body }) => show(caller, body),
  async run(ctx, _input, shown) {
    // A dry run checks nothing: it must tell nobody whether a password fits.
    const methods: string[] = [];
    if (shown !== undefined) {
      const why = "why" in shown ? shown.why : await spend(ctx, shown);
      if (why !== null) {
        return { refused: WRONG[why](), audit: failed(ctx, why) };
      }
      methods.push(...("why" in shown ? [] : namesOf(shown)));
    }
    return { data: await confirm(ctx), audit: done(ctx, methods) };
  },
});

type Fitting = Exclude<Shown, { readonly why: string }>;

const namesOf = ({ passwordHash, code }: Fitting): string[] => [
  ...(passwordHash === null ? [] : ["password"]),
  ...(code === null ? [] : [code.kind]),
];

/** Spends the code; what no longer fits when the password or the second factor has been changed since it was looked at. */
async function spend({ db, actor, now }: Context, { passwordHash, code }: Fitting): Promise<keyof typeof WRONG | null> {
  const account = await lockAccount(db, idOf(actor));
  if (!account || account.passwordHash !== passwordHash) {
    return "wrong-password";
  }
  const isSpent = code === null ? !account.mfaEnabled : await spendCode(db, account.id, code, now);
  return isSpent ? null : "wrong-code";
}

/** The same by signing in again at the identity provider; reached through next-auth alone, which has checked what the provider says. */
export const stepUpByProvider = operation({
  name: "stepUpByProvider",
  summary: "Confirm who is at the console by a fresh sign-in at the identity provider",
  http: { method: "POST", path: "/step-up-by-provider" },
  policy: { access: "signed-in" },
  limit: "signIn",
  audit: ["AUTH_STEP_UP", "AUTH_STEP_UP_FAILED"],
  entityType: "session",
  input: {
    body: IdentityInput.pick({ issuer: true, subject: true, secondFactor: true }).extend({
      isFresh: z.boolean().describe("Whether the provider has asked for a sign-in since this was begun"),
    }),
  },
  output: SteppedUp,
  errors: ["FORBIDDEN"],
  example: {
    input: {
      body: { issuer: "https://id.example.com", subject: "248289761001", secondFactor: false, isFresh: true },
    },
    output: { steppedUpUntil: "2026-11-21T12:10:00.000Z" },
  },
  async run(ctx, { body: { issuer, subject, secondFactor, isFresh } }) {
    const { db, actor } = ctx;
    const link = await db.userIdentity.findFirst({
      where: { issuer, subject, userId: idOf(actor) },
      select: { user: { select: { mfaEnabled: true } } },
    });
    const why = whyNot(link?.user, { secondFactor, isFresh });
    return why === null
      ? { data: await confirm(ctx), audit: done(ctx, ["provider"]) }
      : { refused: new AppError("FORBIDDEN", NOT_CONFIRMED[why], { response: { why } }), audit: failed(ctx, why) };
  },
});

const NOT_CONFIRMED = {
  "another-identity": "Somebody else has signed in at the identity provider",
  "not-fresh": "The identity provider has not asked for a new sign-in",
  "second-factor-wanted":
    "The account has a second factor, which the identity provider has not seen: confirm with the code",
} as const;

function whyNot(
  user: { readonly mfaEnabled: boolean } | undefined,
  { secondFactor, isFresh }: { readonly secondFactor: boolean; readonly isFresh: boolean },
): keyof typeof NOT_CONFIRMED | null {
  if (!user) {
    return "another-identity";
  }
  if (!isFresh) {
    return "not-fresh";
  }
  return user.mfaEnabled && !secondFactor ? "second-factor-wanted" : null;
}
