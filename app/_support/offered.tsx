import type { ReactNode } from "react";
import { AppLink } from "#components/ui/app-link";
import { Banner } from "#components/ui/banner";
import { hrefWith } from "#components/ui/href";
import { DEFINITIONS, type Feature } from "#lib/configuration/definitions";
import { isFeatureOn } from "#lib/configuration/features";
import { getGlobalConfiguration } from "#lib/configuration/operations";
import { can } from "#lib/operation/authorize";
import type { Caller, Policy } from "#lib/operation/operation";

interface Offer {
  /** Who may do it. */
  readonly policy: Policy;
  readonly feature: Feature;
}

/**
 * The control as far as this reader may use it: nothing for who may not do it at all, and a note in its place while the feature is
 * switched off.
 */
export async function offered(caller: Caller, { policy, feature }: Offer, control: ReactNode): Promise<ReactNode> {
  if (!can(caller.actor, policy)) {
    return null;
  }
  return (await isFeatureOn(feature)) ? control : <OffNote caller={caller} feature={feature} />;
}

interface SwitchedOffProps {
  readonly caller: Caller;
  readonly feature: Feature;
  readonly tenantId?: string | undefined;
  /** What that means here. */
  readonly children?: ReactNode;
}

/** A strip that says that the feature is switched off; nothing while it is on. */
export async function SwitchedOff({ caller, feature, tenantId, children }: SwitchedOffProps) {
  if (await isFeatureOn(feature, tenantId)) {
    return null;
  }
  return (
    <Banner
      tone="info"
      title={`${DEFINITIONS[feature].title} are switched off${tenantId === undefined ? "" : " for this tenant"}.`}
      actions={<KeyLink caller={caller} feature={feature} />}
    >
      {children}
    </Banner>
  );
}

const OffNote = ({ caller, feature }: Pick<SwitchedOffProps, "caller" | "feature">) => (
  <span className="flex flex-wrap items-baseline gap-x-2 text-muted text-sm">
    {DEFINITIONS[feature].title} are switched off. <KeyLink caller={caller} feature={feature} />
  </span>
);

/** The way to the key, for who may read it. */
const KeyLink = ({ caller, feature }: Pick<SwitchedOffProps, "caller" | "feature">) =>
  can(caller.actor, getGlobalConfiguration.policy) ? (
    <AppLink href={hrefWith("/console/configuration", { q: feature })} className="link">
      See the configuration
    </AppLink>
  ) : null;
