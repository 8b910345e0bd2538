// An OpenID provider on loopback for single sign-on. Whoever comes is the Auditor of the demo. Playwright starts and stops this.

import { LoopbackProvider } from "../../lib/testing/oidc-provider.ts";
import { demoAccounts } from "../../scripts/demo-accounts.ts";

const { E2E_PORT = "", E2E_OIDC_PORT = "", OIDC_CLIENT_SECRET = "" } = process.env;
const provider = await LoopbackProvider.start({
  appUrl: `http://localhost:${E2E_PORT}`,
  port: Number(E2E_OIDC_PORT),
  clientSecret: OIDC_CLIENT_SECRET,
});
const auditor = demoAccounts.find(({ role }) => role === "Auditor");
if (auditor) {
  provider.guest = { sub: "auditor", email: auditor.email, email_verified: true };
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(0));
