import { z } from "zod";
import { sealing } from "../sealing.ts";
import { type Identity, IdentityInput } from "./oidc/identity.ts";

/** How long the code may take, in seconds. */
export const TICKET_LIFETIME_SEC = 5 * 60;

const Password = z.object({ email: z.string(), password: z.string() });
const Ticket = z.object({ first: z.union([Password, IdentityInput]), until: z.number() });

/** A first factor that fitted: e-mail and password, or what the identity provider vouches for. */
export type FirstFactor = z.output<typeof Password> | Identity;

/** The first factor, sealed for five minutes: the browser keeps it while the form asks for the code, so that nobody gives it twice. */
export const sealTicket = (first: FirstFactor, now: Date): string =>
  sealing("sign-in").seal(JSON.stringify({ first, until: now.getTime() + TICKET_LIFETIME_SEC * 1000 }));

/** The first factor; null when the ticket is too old or none of ours. It is checked again like any other. */
export function openTicket(ticket: string, now: Date): FirstFactor | null {
  const text = sealing("sign-in").open(ticket);
  const opened = text === null ? null : Ticket.parse(JSON.parse(text));
  return opened && opened.until > now.getTime() ? opened.first : null;
}
