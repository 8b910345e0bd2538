import { Secret, TOTP } from "otpauth";
import type { SignedIn } from "./client.ts";

const PERIOD_MS = 30_000;

/** What an app with this secret shows now, or so many steps of thirty seconds later. */
export const codeFor = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * PERIOD_MS });

/** Six digits that the app shows neither now nor in the steps beside. */
export function wrongCode(secret: string): string {
  const shown = [-2, -1, 0, 1, 2].map((steps) => codeFor(secret, steps));
  return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !shown.includes(code)) ?? "666666";
}

/** Begins to set up a second factor; resolves to its secret. */
export async function startEnrolment({ client }: Pick<SignedIn, "client">): Promise<string> {
  const { status, response, body } = await client.post<{ secret: string }>("/auth/totp");
  if (status !== 200) {
    throw new Error(`POST /auth/totp answered ${status}: ${JSON.stringify(body)}`);
  }
  return response.secret;
}

/** Sets up a second factor with the code of this moment. */
export async function enrol(who: Pick<SignedIn, "client">): Promise<{ secret: string; recoveryCodes: string[] }> {
  const secret = await startEnrolment(who);
  const { status, response, body } = await who.client.post<{ recoveryCodes: string[] }>("/auth/totp/verify", {
    totp: codeFor(secret),
  });
  if (status !== 200) {
    throw new Error(`POST /auth/totp/verify answered ${status}: ${JSON.stringify(body)}`);
  }
  return { secret, recoveryCodes: response.recoveryCodes };
}
