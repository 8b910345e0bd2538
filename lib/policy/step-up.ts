/** What a session may have to confirm again before it does it (`auth.stepUpRequired`), and how a dialog says what for. */
export const STEP_UP_POLICIES = {
  roleElevation: "giving somebody more rights",
  sensitiveExport: "taking records out of the console",
  crossTenantSnapshot: "taking a snapshot with several tenants within reach",
  securityConfiguration: "changing the security settings",
  executivePasswordReset: "resetting an executive's password",
} as const;

export type StepUpPolicy = keyof typeof STEP_UP_POLICIES;

/** Every policy, in the order of the documentation. */
export const STEP_UP_POLICY_NAMES = Object.keys(STEP_UP_POLICIES) as StepUpPolicy[];
