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
  /** Whether the tenant's webhooks are switched on; off, one can only be deleted. */
  readonly isOn: boolean;
}

/** What this reader may do with the webhook. */
export function WebhookActions({ webhook, actor, isFrozen, isOn }: WebhookActionsProps) {
  if (isFrozen || !can(actor, updateWebhook.policy)) {
    return null;
  }
  const { tenantId, webhookId, url } = webhook;
  const href = `/console/tenants/${tenantId}/webhooks/${webhookId}`;
  return (
    <>
      {isOn ? <Buttons href={href} isEnabled={webhook.isEnabled} /> : null}
      <Menu label={`More actions for ${hostOf(url)}`}>
        {isOn ? <Changes href={href} webhook={webhook} /> : null}
        <MenuLink href={`${href}?dialog=delete`} tone="danger" scroll={false}>
          Delete…
        </MenuLink>
      </Menu>
    </>
  );
}

function Buttons({ href, isEnabled }: { readonly href: string; readonly isEnabled: boolean }) {
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
    </>
  );
}

function Changes({ href, webhook }: { readonly href: string; readonly webhook: Webhook }) {
  const { isEnabled, disabledReason } = webhook;
  return (
    <>
      <MenuLink href={`${href}?dialog=rotate`} scroll={false}>
        Replace the signing secret…
      </MenuLink>
      {disabledReason === "tenant" ? null : (
        <MenuLink href={`${href}?dialog=${isEnabled ? "disable" : "enable"}`} scroll={false}>
          {isEnabled ? "Disable…" : "Enable…"}
        </MenuLink>
      )}
      <MenuSeparator />
    </>
  );
}
