/** An account of the demo data. */
export type DemoAccount = { email: string; password: string; role: string };

/** The one password of all demo accounts; it meets the default password policy. */
export const demoPassword = "Rookery-Demo-2026!";

/** The accounts that the demo data brings, one for each way to look at the console. */
export const demoAccounts: readonly DemoAccount[] = [
  { email: "admin@rookery.local", role: "SuperAdmin" },
  { email: "pool@rookery.local", role: "PoolAdmin" },
  { email: "auditor@rookery.local", role: "Auditor" },
  { email: "support@rookery.local", role: "Support" },
  { email: "ceo@rookery.local", role: "ROLE_EXECUTIVE_CEO" },
  { email: "cfo@rookery.local", role: "ROLE_EXECUTIVE_CFO" },
  { email: "finance@rookery.local", role: "ROLE_FINANCE" },
  { email: "ops@rookery.local", role: "ROLE_OPERATIONS_MANAGER" },
].map((account) => ({ ...account, password: demoPassword }));
