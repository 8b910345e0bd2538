import { z } from "zod";
import type { Db } from "../../db/client.ts";
import { type Account, accountByEmail, accountById } from "../users.ts";

/** Somebody as the identity provider vouches for them, and the code where one is needed besides. */
export const IdentityInput = z.strictObject({
  issuer: z.string().min(1).max(500).describe("The provider"),
  subject: z.string().min(1).max(255).describe("What the provider calls them, for ever"),
  email: z.string().toLowerCase().max(254).nullable().describe("Their address there"),
  emailVerified: z.boolean().describe("Whether the provider has verified the address"),
  secondFactor: z.boolean().describe("Whether the provider has seen a second factor"),
  totp: z.string().max(40).optional().describe("A code of the account's own second factor"),
});
export type Identity = z.output<typeof IdentityInput>;

const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  email: z.string().nullable().default(null),
  email_verified: z.literal(true).optional().catch(undefined),
  amr: z.array(z.string()).catch([]),
  acr: z.string().optional().catch(undefined),
});

/** What says that more than one factor was used: RFC 8176 in `amr`, the PAPE policy in `acr`. */
const MULTI_FACTOR = "mfa";
const MULTI_FACTOR_POLICY = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

/** The claims that count, of whatever a provider sends; null when they name nobody. Only `true` itself is a verified address. */
export function identityOf(claims: unknown): Identity | null {
  const parsed = Claims.safeParse(claims);
  if (!parsed.success) {
    return null;
  }
  const { iss, sub, email, email_verified, amr, acr } = parsed.data;
  const identity = IdentityInput.safeParse({
    issuer: iss,
    subject: sub,
    email,
    emailVerified: email_verified === true,
    secondFactor: amr.includes(MULTI_FACTOR) || acr === MULTI_FACTOR_POLICY,
  });
  return identity.success ? identity.data : null;
}

/** Why an identity leads to no account. */
export type Unlinked = "unverified-email" | "unknown-account" | "another-identity";

/** Whose the identity is. Found by its link, else by the verified address of an account that has none at this provider yet. */
export type Holder = { readonly account: Account; readonly isLinked: boolean } | { readonly why: Unlinked };

/** Looks for the account of the identity; decides nothing about whether it may sign in. */
export async function holderOf(db: Db, { issuer, subject, email, emailVerified }: Identity): Promise<Holder> {
  const link = await db.userIdentity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { userId: true },
  });
  if (link) {
    const account = await accountById(db, link.userId);
    return account ? { account, isLinked: true } : { why: "unknown-account" };
  }
  if (email === null || !emailVerified) {
    return { why: "unverified-email" };
  }
  const account = await accountByEmail(db, email);
  if (!account) {
    return { why: "unknown-account" };
  }
  const other = await db.userIdentity.findFirst({ where: { userId: account.id, issuer }, select: { subject: true } });
  return other ? { why: "another-identity" } : { account, isLinked: false };
}

/** Links the identity to the account for good; false when somebody else has linked one of both meanwhile. */
export async function linkIdentity(
  tx: Db,
  { issuer, subject }: Identity,
  { userId, now }: { readonly userId: string; readonly now: Date },
): Promise<boolean> {
  await tx.userIdentity.createMany({ data: { issuer, subject, userId, linkedOn: now }, skipDuplicates: true });
  const link = await tx.userIdentity.findFirst({ where: { issuer, subject, userId }, select: { userId: true } });
  return link !== null;
}
