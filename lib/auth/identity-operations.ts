import { z } from "zod";
import { AppError, conflictOn } from "../core/errors.ts";
import { Id, Instant } from "../core/schema.ts";
import { operation } from "../operation/operation.ts";
import { accessChanged, forgetAccess } from "./access.ts";
import { EXAMPLE_ID } from "./examples.ts";
import { idOf } from "./own.ts";
import { lockAccount } from "./users.ts";

/** Of an identity only whose it is and since when: what the provider calls the person is nobody's business. */
const LinkedIdentity = z.object({
  identityId: Id.describe("The link"),
  issuer: z.string().describe("The identity provider"),
  linkedOn: Instant.describe("Since when it opens the account"),
});
const Identities = z.object({
  identities: z.array(LinkedIdentity).describe("One for each provider"),
  canUnlink: z.boolean().describe("False while the account has no password: then there would be no way in left"),
});
const IdentityPath = z.strictObject({ identityId: Id.describe("The link") });

export const listIdentities = operation({
  name: "listIdentities",
  summary: "The identities of single sign-on that open the caller's account",
  http: { method: "GET", path: "/identities" },
  policy: { access: "signed-in" },
  limit: "admin",
  audit: null,
  input: {},
  output: Identities,
  errors: [],
  example: {
    input: {},
    output: {
      identities: [{ identityId: EXAMPLE_ID, issuer: "https://id.example.com", linkedOn: "2026-11-20T09:30:00.000Z" }],
      canUnlink: true,
    },
  },
  async run({ db, actor }) {
    const user = await db.user.findUnique({
      where: { id: idOf(actor) },
      select: {
        passwordHash: true,
        identities: { select: { id: true, issuer: true, linkedOn: true }, orderBy: { issuer: "asc" } },
      },
    });
    return {
      data: {
        identities: (user?.identities ?? []).map(({ id, ...link }) => ({ ...link, identityId: id })),
        canUnlink: user !== null && user.passwordHash !== null,
      },
    };
  },
});

/** Open sessions go on: they were opened rightly, and are ended where sessions are. */
export const unlinkIdentity = operation({
  name: "unlinkIdentity",
  summary: "Take an identity of single sign-on off the caller's account; needs a password to sign in with instead",
  http: { method: "DELETE", path: "/identities/{identityId}", message: "Identity unlinked" },
  policy: { access: "signed-in" },
  limit: "admin",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: { path: IdentityPath },
  output: IdentityPath,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: { input: { path: { identityId: EXAMPLE_ID } }, output: { identityId: EXAMPLE_ID } },
  async run({ db, actor, afterCommit }, { path: { identityId } }) {
    const userId = idOf(actor);
    const account = await lockAccount(db, userId);
    const link = await db.userIdentity.findFirst({ where: { id: identityId, userId }, select: { issuer: true } });
    if (!account || !link) {
      throw new AppError("NOT_FOUND");
    }
    if (account.passwordHash === null) {
      throw conflictOn("identityId", "Set a password first: without one there would be no way left to sign in");
    }
    await db.userIdentity.deleteMany({ where: { id: identityId, userId } });
    await accessChanged(db, userId);
    afterCommit(() => forgetAccess(userId));
    return {
      data: { identityId },
      audit: {
        action: "USER_UPDATED",
        entityType: "user",
        entityId: userId,
        before: { linkedIssuer: link.issuer },
        after: { linkedIssuer: null },
      },
    };
  },
});
