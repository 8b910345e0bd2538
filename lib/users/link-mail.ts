import { z } from "zod";
import { isOneTimeTokenGood, type OneTimePurpose } from "../auth/passwords.ts";
import { Id } from "../core/schema.ts";
import type { Db } from "../db/client.ts";
import { read } from "../db/transaction.ts";
import { appUrl } from "../env.ts";
import { enqueue, job } from "../jobs/index.ts";
import { sendMail } from "../mail/send.ts";
import { sealing } from "../sealing.ts";

/** Mails a one-time link. The payload holds the token sealed, so that nobody who reads jobs can use it. */
export const mailLink = job({
  kind: "users.mail-link",
  payload: z.strictObject({ userId: Id, purpose: z.enum(["invite", "reset"]), sealedToken: z.string() }),
  halts: "never",
  async run({ userId, purpose, sealedToken }, { jobId }) {
    const token = sealing("mail").open(sealedToken);
    // Sealed under a secret that is no longer given, or overtaken by a newer link: it would open nothing.
    if (token === null || !(await isOneTimeTokenGood(token, purpose))) {
      return;
    }
    const user = await read((db) => db.user.findUnique({ where: { id: userId }, select: { email: true, name: true } }));
    if (user) {
      await sendMail({ to: user.email, id: jobId, ...LETTERS[purpose](user.name, linkTo(purpose, token)) });
    }
  },
});

/** Has the link mailed when the transaction commits, and never if it does not. */
export async function mailOneTimeLink(tx: Db, userId: string, purpose: OneTimePurpose, token: string): Promise<void> {
  await enqueue(tx, mailLink, { userId, purpose, sealedToken: sealing("mail").seal(token) });
}

const PAGES: Readonly<Record<OneTimePurpose, string>> = { invite: "/accept-invite", reset: "/reset-password" };

/** The token stands behind `#`: browsers send that to no server, so no log has it. */
const linkTo = (purpose: OneTimePurpose, token: string): string => `${appUrl()}${PAGES[purpose]}#${token}`;

type Letter = (name: string, link: string) => { readonly subject: string; readonly text: string };

const LETTERS: Readonly<Record<OneTimePurpose, Letter>> = {
  invite: (name, link) => ({
    subject: "You are invited to Rookery",
    text: `Hello ${name},

you have been invited to Rookery, the console of PenguinMails. Choose a
password to activate your account:

${link}

The link works once and for seven days. If you did not expect it, ignore
this mail: nothing happens without it.
`,
  }),
  reset: (name, link) => ({
    subject: "Choose a new password for Rookery",
    text: `Hello ${name},

an administrator has asked you to choose a new password for Rookery:

${link}

The link works once and for two hours. Until you have used it, your present
password works; then you are signed out everywhere. If you did not expect
this, tell your administrator.
`,
  }),
};
