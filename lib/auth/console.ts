import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { encode } from "next-auth/jwt";
import { cache } from "react";
import { env } from "../env.ts";
import type { Caller } from "../operation/operation.ts";
import { scopeOf } from "../operation/request.ts";
import { accessOf } from "./access.ts";
import { COOKIE_MAX_AGE_SEC, consoleToken, sessionCookieName, sessionCookieOptions } from "./next-auth.ts";

/**
 * Who is signed in; null when nobody is or the session has ended. Asked once a request. It may be somebody who has to set up a
 * second factor first: for pages of the console take `pageCaller`.
 */
export const signedInCaller = cache(async (): Promise<Caller | null> => {
  const [jar, requestHeaders] = await Promise.all([cookies(), headers()]);
  const token = await consoleToken(
    Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])),
    requestHeaders,
  );
  const access = token ? await accessOf(token.sid) : null;
  if (!token || !access || access.tokenVersion !== token.ver) {
    return null;
  }
  return { actor: access.actor, request: scopeOf(requestHeaders) };
});

/**
 * Who is looking at the page or submitting a form. Sends whoever is not signed in to the sign-in page, and whoever must set up a
 * second factor to where that is done, and back afterwards.
 */
export async function pageCaller(): Promise<Caller> {
  const caller = await enrollingCaller();
  return caller.actor.mustEnrol ? redirect(`/second-factor?${await wayBack()}`) : caller;
}

/** The same, also for somebody who has to set up a second factor first. */
export async function enrollingCaller(): Promise<Caller> {
  return (await signedInCaller()) ?? redirect(`/login?${await wayBack()}`);
}

const wayBack = async (): Promise<URLSearchParams> =>
  new URLSearchParams({ returnTo: (await headers()).get("x-path") ?? "/console" });

interface OpenedSession {
  readonly userId: string;
  readonly sessionId: string;
  readonly tokenVersion: number;
}

/** Sets the cookie that next-auth would set, so that the form signs in without client JavaScript. */
export async function openConsoleSession({ userId, sessionId, tokenVersion }: OpenedSession): Promise<void> {
  const value = await encode({
    token: { sub: userId, sid: sessionId, ver: tokenVersion },
    secret: env().NEXTAUTH_SECRET,
    maxAge: COOKIE_MAX_AGE_SEC,
  });
  (await cookies()).set(sessionCookieName(), value, {
    ...sessionCookieOptions(),
    maxAge: COOKIE_MAX_AGE_SEC,
  });
}

/** Forgets the cookie, by the attributes without which a browser keeps it; the session itself is ended by the logout operation. */
export async function closeConsoleSession(): Promise<void> {
  (await cookies()).delete({ name: sessionCookieName(), ...sessionCookieOptions() });
}
