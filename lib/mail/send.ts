import { createTransport, type Transporter } from "nodemailer";
import { maskEmails } from "../core/mask.ts";
import { singleton } from "../core/singleton.ts";
import { appUrl, env } from "../env.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 20_000;

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for every attempt to send it, so that a mailbox keeps one of two. */
  readonly id: string;
}

/** True when mails can be sent: SMTP_URL is set. */
export const canMail = (): boolean => env().SMTP_URL !== undefined;

/** Hands the mail to the server of SMTP_URL. Throws when that refuses it or cannot be reached; addresses in the reason are masked. */
export async function sendMail({ to, subject, text, id }: Mail): Promise<void> {
  const { hostname } = new URL(appUrl());
  try {
    await transport().sendMail({ from: sender(), to, subject, text, messageId: `<${id}@${hostname}>` });
  } catch (cause) {
    throw new Error(`the mail server: ${maskEmails(cause instanceof Error ? cause.message : String(cause))}`);
  }
}

/** `?from=` of SMTP_URL, else `no-reply` at the host of the console. */
function sender(): string {
  const from = new URL(env().SMTP_URL ?? "").searchParams.get("from");
  return from ?? `Rookery <no-reply@${new URL(appUrl()).hostname}>`;
}

/** One per server; each mail opens a connection of its own, so that nothing is held while there is nothing to send. */
function transport(): Transporter {
  const transports = singleton("mailTransports", () => new Map<string, Transporter>());
  const url = env().SMTP_URL ?? "";
  const known = transports.get(url);
  if (known) {
    return known;
  }
  const { protocol, hostname, port, username, password } = new URL(url);
  const created = createTransport({
    host: hostname,
    secure: protocol === "smtps:",
    ...(port !== "" && { port: Number(port) }),
    ...(username !== "" && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transports.set(url, created);
  return created;
}
