import { clock } from "../../core/clock.ts";
import { AppError } from "../../core/errors.ts";
import { read } from "../../db/transaction.ts";
import { type Caller, type Context, operation } from "../../operation/operation.ts";
import { denial, failure, judgeFactor, judgeStanding, keepRefusal, keepSuccess, type Refused } from "../admission.ts";
import { EXAMPLE_ID } from "../examples.ts";
import { checkCode, type FittingCode } from "../second-factor/factor.ts";
import { openSession } from "../sessions.ts";
import { OpenedSession } from "../sign-in-operations.ts";
import { type Account, lockAccount } from "../users.ts";
import { holderOf, type Identity, IdentityInput, linkIdentity, type Unlinked } from "./identity.ts";

const METHOD = "oidc";

const UNLINKED: Readonly<Record<Unlinked, string>> = {
  "unverified-email": "The identity provider has not verified your e-mail address",
  "unknown-account": "There is no account for your e-mail address",
  "another-identity": "The account is linked to another identity of the provider",
};

/** The code where the account wants one and the provider has seen no second factor; undefined when none was given. */
async function presentedCode({ request }: Caller, identity: Identity): Promise<FittingCode | null | undefined> {
  const holder = await read((db) => holderOf(db, identity));
  if (!("account" in holder) || !holder.account.mfaEnabled || !identity.totp?.trim()) {
    return;
  }
  const { clientAddress } = request;
  return checkCode({ userId: holder.account.id, code: identity.totp, clientAddress, now: clock.now() });
}

/** The account that the identity opens, locked and linked; or why it opens none. */
async function admitIdentity(
  ctx: Context,
  identity: Identity,
  code: FittingCode | null | undefined,
): Promise<{ readonly account: Account; readonly isNew: boolean } | Refused> {
  const holder = await holderOf(ctx.db, identity);
  if ("why" in holder) {
    return unlinked(null, holder.why);
  }
  const { id } = holder.account;
  const account = await lockAccount(ctx.db, id);
  if (!account) {
    return unlinked(null, "unknown-account");
  }
  const refused = await judge(ctx, account, identity, code, holder.isLinked);
  if (refused) {
    await keepRefusal(ctx, id, refused);
    return refused;
  }
  await keepSuccess(ctx, id);
  return { account, isNew: !holder.isLinked };
}

async function judge(
  ctx: Context,
  account: Account,
  identity: Identity,
  code: FittingCode | null | undefined,
  isLinked: boolean,
): Promise<Refused | null> {
  const refused =
    judgeStanding(account, METHOD) ?? (identity.secondFactor ? null : await judgeFactor(ctx, account, code, METHOD));
  if (refused || isLinked) {
    return refused;
  }
  // The address may have been given to somebody else, or the account to another identity, before the lock.
  const isStillTheirs = account.email === identity.email;
  const link = { userId: account.id, now: ctx.now };
  return isStillTheirs && (await linkIdentity(ctx.db, identity, link))
    ? null
    : unlinked(account.id, "another-identity");
}

const unlinked = (userId: string | null, why: Unlinked): Refused => {
  const refused = new AppError("FORBIDDEN", UNLINKED[why], { response: { unlinked: why } });
  const told = { userId, why, method: METHOD } as const;
  return why === "unknown-account" ? failure(told, refused) : denial(told, refused);
};

/** The console's sign-in by what an identity provider vouches for; reached through next-auth alone, which has checked it. */
export const oidcLogin = operation({
  name: "oidcLogin",
  summary: "Sign in to the console with an identity of the provider",
  http: { method: "POST", path: "/oidc-login" },
  policy: { access: "public", ofActiveAccounts: true },
  limit: "signIn",
  audit: ["AUTH_LOGIN", "AUTH_LOGIN_FAILED"],
  entityType: "session",
  input: { body: IdentityInput },
  output: OpenedSession,
  errors: ["UNAUTHENTICATED", "FORBIDDEN"],
  example: {
    input: {
      body: {
        issuer: "https://id.example.com",
        subject: "248289761001",
        email: "ann.lee@example.com",
        emailVerified: true,
        secondFactor: false,
      },
    },
    output: { userId: EXAMPLE_ID, sessionId: EXAMPLE_ID, tokenVersion: 1 },
  },
  prepare: (caller, { body }) => presentedCode(caller, body),
  async run(ctx, { body }, code) {
    const admitted = await admitIdentity(ctx, body, code);
    if ("refused" in admitted) {
      return admitted;
    }
    const { account, isNew } = admitted;
    const sessionId = await openSession(ctx, account, "console", body.secondFactor);
    const factor = body.secondFactor ? "provider" : code?.kind;
    return {
      data: { userId: account.id, sessionId, tokenVersion: account.tokenVersion },
      audit: {
        action: "AUTH_LOGIN",
        entityType: "session",
        entityId: sessionId,
        after: {
          userId: account.id,
          kind: "console",
          method: METHOD,
          ...(factor && { secondFactor: factor }),
          ...(isNew && { linkedIdentity: true }),
        },
        actor: { id: account.id, role: account.role },
      },
    };
  },
});
