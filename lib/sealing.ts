import { type KeyRing, keyRing } from "./core/sealed.ts";
import { singleton } from "./core/singleton.ts";
import { installationSecrets } from "./env.ts";

/** What is sealed, or signed for ourselves, with keys that come from the installation's secret. Each has keys of its own. */
type Purpose = "idempotency" | "mail" | "proposals" | "selection" | "sign-in" | "step-up" | "totp" | "webhooks";

/** The keys of a purpose, as NEXTAUTH_SECRET and NEXTAUTH_SECRET_PREVIOUS give them. */
export const sealing = (purpose: Purpose): KeyRing =>
  singleton(`keyRing.${purpose}`, () => keyRing(installationSecrets(), purpose));
