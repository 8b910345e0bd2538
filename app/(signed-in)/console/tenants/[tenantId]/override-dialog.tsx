import { fieldsOf, labelsOf, textInWords, textsOf } from "#components/configuration/fields";
import { OverrideForm } from "#components/configuration/override-form";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { SideBySide } from "#components/ui/side-by-side";
import type { Definition, TenantOverrides } from "#lib/configuration/schema";
import type { Tenant } from "#lib/tenants/schema";
import { resetOverrideAction, saveOverrideAction } from "./override-actions.ts";

interface OverrideDialogProps {
  readonly kind: string | undefined;
  readonly itemKey: string | undefined;
  readonly tenant: Tenant;
  readonly settings: TenantOverrides;
  readonly closeHref: string;
}

/** The dialog that the address names, for the key that it names; none for a key that a tenant may not override. */
export function OverrideDialog({ kind, itemKey, tenant, settings, closeHref }: OverrideDialogProps) {
  const definition = settings.definitions.find(({ key, overridable }) => overridable && key === itemKey);
  const detail = definition && settings.details[definition.key];
  if (!definition || !detail) {
    return null;
  }
  const { tenantId, name } = tenant;
  const { version } = settings;
  if (kind === "override") {
    return (
      <OverrideForm
        action={saveOverrideAction}
        definition={definition}
        tenantId={tenantId}
        tenantName={name}
        version={version}
        initial={textsOf([definition], { [definition.key]: detail.value })}
        inherited={detail.global}
        closeHref={closeHref}
      />
    );
  }
  if (kind !== "reset" || detail.source !== "tenant") {
    return null;
  }
  return (
    <ConfirmDialog
      title={`Reset ${definition.title.toLowerCase()}?`}
      description={`${name} inherits the platform's value again.`}
      closeHref={closeHref}
      action={resetOverrideAction}
      confirmLabel="Reset"
      pendingLabel="Resetting…"
      tone="primary"
      reason="optional"
      reversibility="It can be overridden again at any time."
      values={{ tenantId, key: definition.key, version: String(version) }}
    >
      <SideBySide
        before={inWords(definition, detail.value)}
        after={inWords(definition, detail.global)}
        caption="What the reset changes"
        labels={{ before: "Now", after: "Afterwards" }}
        fields={labelsOf([definition])}
      />
    </ConfirmDialog>
  );
}

function inWords(definition: Definition, value: unknown): Record<string, string> {
  const texts = textsOf([definition], { [definition.key]: value });
  return Object.fromEntries(
    fieldsOf(definition).map((field) => [field.name, textInWords(field, texts[field.name] ?? "")]),
  );
}
