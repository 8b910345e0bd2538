import { z } from "zod";
import { AppError } from "../core/errors.ts";
import { Id, Reason } from "../core/schema.ts";
import { operation } from "../operation/operation.ts";
import { tenantId } from "./examples.ts";
import { WebhooksPath } from "./schema.ts";

const DisableWebhooksInput = z.strictObject({ reason: Reason.describe("Why; kept in the audit log") });
const WebhooksDisabled = z.object({
  tenantId: Id.describe("The tenant"),
  disabled: z.int().describe("Webhooks that were enabled and are no longer"),
});

export const disableTenantWebhooks = operation({
  name: "disableTenantWebhooks",
  summary: "Disable every webhook of a tenant at once: what a rule does, by hand",
  http: { method: "POST", path: "/tenants/{tenantId}/webhooks/disable", message: "Webhooks disabled" },
  policy: { access: "roles", roles: ["SuperAdmin"], permission: "WEBHOOKS_EDIT" },
  limit: "admin",
  audit: ["WEBHOOK_DISABLED"],
  entityType: "tenant",
  idempotent: true,
  input: { path: WebhooksPath, body: DisableWebhooksInput },
  output: WebhooksDisabled,
  errors: ["NOT_FOUND"],
  example: { input: { path: { tenantId }, body: { reason: "Bounce storm" } }, output: { tenantId, disabled: 2 } },
  async run({ db, now }, { path: { tenantId: ofTenant }, body: { reason } }) {
    const [tenant] = await db.$queryRaw<object[]>`
      SELECT id FROM tenants WHERE id = ${ofTenant}::uuid AND deleted_on IS NULL FOR NO KEY UPDATE`;
    if (!tenant) {
      throw new AppError("NOT_FOUND");
    }
    // Those that wait for a suspended tenant stay off when it comes back.
    const disabled = await db.$executeRaw`
      UPDATE webhooks SET is_enabled = false, disabled_because = 'operator', version = version + 1, updated_on = ${now}
      WHERE tenant_id = ${ofTenant}::uuid AND (is_enabled OR disabled_because = 'tenant')`;
    return {
      data: { tenantId: ofTenant, disabled },
      cascade: { webhooks: disabled },
      audit: {
        action: "WEBHOOK_DISABLED" as const,
        entityType: "tenant" as const,
        entityId: ofTenant,
        tenantId: ofTenant,
        reason,
        after: { disabled },
      },
    };
  },
});
