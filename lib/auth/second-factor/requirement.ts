import { configuration } from "../../configuration/current.ts";

/** Whether the role must use a second factor, by the configuration in force now (decisions §9 TOTP). */
export const isFactorRequired = async (role: string): Promise<boolean> =>
  (await configuration())["auth.mfaRequiredRoles"].includes(role);

/** Whether somebody has to set up a second factor before anything else. */
export const mustEnrol = async ({ role, mfaEnabled }: { role: string; mfaEnabled: boolean }): Promise<boolean> =>
  !mfaEnabled && (await isFactorRequired(role));
