import { createHash } from "node:crypto";
import type { AuditAction } from "../audit/actions.ts";
import type { WebhookId, WebhookRow } from "./queries.ts";

const FINGERPRINT_LENGTH = 12;

/**
 * What an audit row says of a webhook. Of its address only the origin: path and query are often secrets in themselves (SRS §14); the
 * fingerprint shows whether they changed.
 */
export const snapshotOf = ({
  url,
  description,
  events,
  isEnabled,
  disabledReason,
  previousSecretEndsOn,
}: WebhookRow) => ({
  url: `${new URL(url).origin}/…`,
  urlFingerprint: createHash("sha256").update(url).digest("hex").slice(0, FINGERPRINT_LENGTH),
  description,
  events,
  isEnabled,
  disabledReason,
  previousSecretEndsOn,
});

interface Told {
  readonly reason?: string | undefined;
  readonly before?: object;
  readonly after?: object;
}

/** The audit row of an act on a webhook. */
export const aboutWebhook = <A extends AuditAction>(action: A, { tenantId, webhookId }: WebhookId, told: Told) => ({
  action,
  entityType: "webhook" as const,
  entityId: webhookId,
  tenantId,
  ...told,
});
