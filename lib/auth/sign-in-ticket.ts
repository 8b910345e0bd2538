import { z } from "zod";
import { seal, sealingKey, unseal } from "../core/sealed.ts";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";
import type { Credentials } from "./login.ts";

const LIFETIME_MS = 5 * 60_000;
const Ticket = z.object({ email: z.string(), password: z.string(), until: z.number() });

const ticketKey = (): Buffer => singleton("ticketKey", () => sealingKey(env().NEXTAUTH_SECRET, "sign-in"));

/** Credentials that fitted, sealed for five minutes: the form keeps them while it asks for the code, so that nobody types them twice. */
export const sealTicket = ({ email, password }: Credentials, now: Date): string =>
  seal(JSON.stringify({ email, password, until: now.getTime() + LIFETIME_MS }), ticketKey());

/** The credentials; null when the ticket is too old or none of ours. They are checked again like any others. */
export function openTicket(ticket: string, now: Date): Credentials | null {
  const text = unseal(ticket, ticketKey());
  const opened = text === null ? null : Ticket.parse(JSON.parse(text));
  return opened && opened.until > now.getTime() ? { email: opened.email, password: opened.password } : null;
}
