import { clock } from "../../core/clock.ts";
import { conflictOn, invalid } from "../../core/errors.ts";
import { type Caller, type Context, operation } from "../../operation/operation.ts";
import { accessChanged, forgetAccess } from "../access.ts";
import { idOf } from "../own.ts";
import { revokeSessions } from "../sessions.ts";
import { type Account, lockAccount } from "../users.ts";
import { checkCode, type FittingCode, removeFactor, renewRecoveryCodes, setEnrolled, spendCode } from "./factor.ts";
import { isFactorRequired } from "./requirement.ts";
import { RecoveryCodes, TotpInput, TotpRemoved, TotpStarted, TotpStatus } from "./schema.ts";
import { newTotpSecret } from "./secret.ts";

/** What somebody may do who has to set up a second factor first. */
const WHILE_ENROLLING = { access: "signed-in", whileEnrolling: true } as const;

const exampleCodes = { recoveryCodes: ["7K2M-9QRX-4TVB-H3ND", "A6ZC-0WPE-8J5Y-GF1S"] };
const example = { input: { body: { totp: "492039" } } };
const badCode = () => invalid("totp", "Is not a code that fits now; each is taken once");

/** The code in the body, checked and counted before the transaction. Throws VALIDATION on `totp`, RATE_LIMITED. */
async function presentedCode(
  { actor, request }: Caller,
  { body }: { readonly body: { readonly totp: string } },
  isPending = false,
): Promise<FittingCode> {
  const { clientAddress } = request;
  const fitting = await checkCode({ userId: idOf(actor), code: body.totp, clientAddress, now: clock.now(), isPending });
  if (fitting === null) {
    throw badCode();
  }
  return fitting;
}

/** The caller's account, locked, with the code spent. A dry run has none: it must tell nobody whether a code fits. */
async function enrolledAccount(ctx: Context, fitting: FittingCode | undefined): Promise<Account> {
  const account = await ownAccount(ctx);
  if (!account.mfaEnabled) {
    throw conflictOn("totp", "No second factor is enrolled");
  }
  if (!ctx.isDryRun && !(fitting && (await spendCode(ctx.db, account.id, fitting, ctx.now)))) {
    throw badCode();
  }
  return account;
}

async function ownAccount({ db, actor }: Context): Promise<Account> {
  const account = await lockAccount(db, idOf(actor));
  if (!account) {
    throw conflictOn("userId", "The account is gone");
  }
  return account;
}

const audited = ({ id }: Account, before: object, after: object) => ({
  action: "USER_UPDATED" as const,
  entityType: "user" as const,
  entityId: id,
  before,
  after,
});

export const getTotp = operation({
  name: "getTotp",
  summary: "Whether the caller uses a second factor",
  http: { method: "GET", path: "/totp" },
  policy: WHILE_ENROLLING,
  limit: "admin",
  audit: null,
  input: {},
  output: TotpStatus,
  errors: [],
  example: { input: {}, output: { mfaEnabled: false, enrolledOn: null, recoveryCodesLeft: 0, mfaRequired: false } },
  async run({ db, actor }) {
    const userId = idOf(actor);
    const [row, recoveryCodesLeft, mfaRequired] = await Promise.all([
      db.userTotp.findFirst({ where: { userId, confirmedOn: { not: null } }, select: { confirmedOn: true } }),
      db.recoveryCode.count({ where: { userId, spentOn: null } }),
      isFactorRequired(actor.role),
    ]);
    return {
      data: { mfaEnabled: row !== null, enrolledOn: row?.confirmedOn ?? null, recoveryCodesLeft, mfaRequired },
    };
  },
});

export const startTotp = operation({
  name: "startTotp",
  summary: "Begin to set up an authenticator app; an earlier secret that was never confirmed is replaced",
  http: { method: "POST", path: "/totp", message: "Confirm with a code" },
  policy: WHILE_ENROLLING,
  limit: "admin",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: {},
  output: TotpStarted,
  errors: ["CONFLICT"],
  example: {
    input: {},
    output: {
      secret: "US3WHSG7X5KAPV27VANWKQHF3SH3HULL",
      otpauthUrl:
        "otpauth://totp/Rookery:ann.lee@example.com?issuer=Rookery&secret=US3WHSG7X5KAPV27VANWKQHF3SH3HULL&algorithm=SHA1&digits=6&period=30",
    },
  },
  async run(ctx) {
    const account = await ownAccount(ctx);
    if (account.mfaEnabled) {
      throw conflictOn("totp", "A second factor is enrolled already; remove it first");
    }
    const { secret, otpauthUrl, sealed } = newTotpSecret(account.email);
    await removePending(ctx, account.id);
    await ctx.db.userTotp.create({ data: { userId: account.id, secret: sealed, createdOn: ctx.now } });
    return { data: { secret, otpauthUrl }, audit: audited(account, {}, { mfaSetupStartedOn: ctx.now }) };
  },
});

const removePending = ({ db }: Context, userId: string) =>
  db.userTotp.deleteMany({ where: { userId, confirmedOn: null } });

export const verifyTotp = operation({
  name: "verifyTotp",
  summary: "Confirm the authenticator app with its first code; the caller's other sessions end",
  http: { method: "POST", path: "/totp/verify", message: "Second factor enrolled" },
  policy: WHILE_ENROLLING,
  limit: "admin",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: { body: TotpInput },
  output: RecoveryCodes,
  errors: ["CONFLICT"],
  example: { ...example, output: exampleCodes },
  prepare: (caller, input) => presentedCode(caller, input, true),
  async run(ctx, _input, fitting) {
    const { db, now, actor } = ctx;
    const account = await ownAccount(ctx);
    const { count } = await db.userTotp.updateMany({
      where: { userId: account.id, confirmedOn: null, ...(fitting?.kind === "totp" && { secret: fitting.secret }) },
      data: { confirmedOn: now, ...(fitting?.kind === "totp" && { lastStep: fitting.step }) },
    });
    if (account.mfaEnabled || count === 0) {
      throw conflictOn("totp", "There is nothing to confirm; begin again");
    }
    await setEnrolled(db, account.id, true, now);
    const recoveryCodes = await renewRecoveryCodes(db, account.id);
    // They were opened with the password alone.
    const others = { userId: account.id, exceptSessionId: actor.sessionId };
    const revokedSessions = await revokeSessions(db, others, "second-factor-enrolled", now);
    ctx.afterCommit(() => forgetAccess(account.id));
    return {
      data: { recoveryCodes },
      cascade: { sessions: revokedSessions },
      audit: audited(account, { mfaEnabled: false }, { mfaEnabled: true, revokedSessions }),
    };
  },
});

export const renewTotpCodes = operation({
  name: "renewTotpCodes",
  summary: "Get new recovery codes; the earlier ones stop working",
  http: { method: "POST", path: "/totp/recovery-codes", message: "Recovery codes renewed" },
  policy: WHILE_ENROLLING,
  limit: "admin",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: { body: TotpInput },
  output: RecoveryCodes,
  errors: ["CONFLICT"],
  example: { ...example, output: exampleCodes },
  prepare: presentedCode,
  async run(ctx, _input, fitting) {
    const account = await enrolledAccount(ctx, fitting);
    return {
      data: { recoveryCodes: await renewRecoveryCodes(ctx.db, account.id) },
      audit: audited(account, {}, { recoveryCodesRenewedOn: ctx.now }),
    };
  },
});

export const disableTotp = operation({
  name: "disableTotp",
  summary: "Remove the caller's second factor; a role that must use one has to set up another at once",
  http: { method: "DELETE", path: "/totp", message: "Second factor removed" },
  policy: WHILE_ENROLLING,
  limit: "admin",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: { body: TotpInput },
  output: TotpRemoved,
  errors: ["CONFLICT"],
  example: { ...example, output: { mfaEnabled: false } },
  prepare: presentedCode,
  async run(ctx, _input, fitting) {
    const account = await enrolledAccount(ctx, fitting);
    await removeFactor(ctx.db, account.id, ctx.now);
    await accessChanged(ctx.db, account.id);
    ctx.afterCommit(() => forgetAccess(account.id));
    return {
      data: { mfaEnabled: false as const },
      audit: audited(account, { mfaEnabled: true }, { mfaEnabled: false }),
    };
  },
});
