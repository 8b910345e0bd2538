import { Pencil, Send } from "lucide-react";
import { ButtonLink } from "#components/ui/button";
import { Menu, MenuSeparator } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import { hostOf } from "#components/webhooks/wording";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { updateWebhook } from "#lib/webhooks/operations";
import type { Webhook } from "#lib/webhooks/schema";

interface WebhookActionsProps {
  readonly webhook: Webhook;
  readonly actor: Actor;
  /** A deleted tenant's webhooks stand still. */
  readonly isFrozen: boolean;
}

/** What this reader may do with the webhook. */
export function WebhookActions({ webhook, actor, isFrozen }: WebhookActionsProps) {
  if (isFrozen || !can(actor, updateWebhook.policy)) {
    return null;
  }
  const { tenantId, webhookId, isEnabled, disabledReason, url } = webhook;
  const href = `/console/tenants/${tenantId}/webhooks/${webhookId}`;
  return (
    <>
      <ButtonLink href={`${href}/edit`}>
        <Pencil aria-hidden="true" />
        Edit
      </ButtonLink>
      {isEnabled ? (
        <ButtonLink href={`${href}?dialog=test`} scroll={false}>
          <Send aria-hidden="true" />
          Send test
        </ButtonLink>
      ) : null}
      <Menu label={`More actions for ${hostOf(url)}`}>
        <MenuLink href={`${href}?dialog=rotate`} scroll={false}>
          Replace the signing secret…
        </MenuLink>
        {disabledReason === "tenant" ? null : (
          <MenuLink href={`${href}?dialog=${isEnabled ? "disable" : "enable"}`} scroll={false}>
            {isEnabled ? "Disable…" : "Enable…"}
          </MenuLink>
        )}
        <MenuSeparator />
        <MenuLink href={`${href}?dialog=delete`} tone="danger" scroll={false}>
          Delete…
        </MenuLink>
      </Menu>
    </>
  );
}
