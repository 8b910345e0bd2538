import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { ChaosForm } from "#components/chaos/chaos-form";
import { Banner } from "#components/ui/banner";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { pageCaller } from "#lib/auth/console";
import { getChaos } from "#lib/chaos/operations";
import { MODE_WORDS } from "#lib/chaos/wording";
import { perform } from "#lib/operation/perform";
import { sourceLabel } from "#lib/snapshots/wording";
import { resetChaosAction, setChaosAction } from "./actions.ts";

export const metadata: Metadata = { title: "Degrade sources" };

const PATH = "/console/chaos";

/** Degrades sources on purpose, so that everybody can see what executives then see. */
export default async function ChaosPage() {
  const caller = await pageCaller();
  const result = await attempt({ caller, href: PATH, cleanHref: PATH }, () => perform(getChaos, caller, {}));
  if (!result.ok) {
    return result.view;
  }
  const { isAllowed, sources } = result.value.data;
  const degraded = sources.filter(({ mode }) => mode !== null);
  const now = new Date().toISOString();
  return (
    <>
      <PageHeader
        title="Degrade sources"
        description="A rehearsal: executive pages and endpoints show at once what they would show if these sources failed. What sources push meanwhile is kept; nothing is lost."
      />
      {degraded.length > 0 && isAllowed ? (
        <Banner tone="warning" title="Sources are degraded on purpose">
          <ul>
            {degraded.map(({ source, mode, endsOn }) => (
              <li key={source}>
                <span className="font-medium text-ink">{sourceLabel(source)}</span> – {MODE_WORDS[mode ?? ""]}; ends{" "}
                <RelativeTime value={endsOn} now={now} />
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
      {isAllowed ? (
        <Card title="What to degrade" description="Replaces what is degraded, ends by itself, and is on record">
          <ChaosForm
            key={degraded.map(({ source, mode }) => `${source}:${mode}`).join()}
            sources={sources.map(({ source, modes, mode }) => ({ source, label: sourceLabel(source), modes, mode }))}
            action={setChaosAction}
            resetAction={resetChaosAction}
          />
        </Card>
      ) : (
        <EmptyState kind="nothing-yet" title="This server does not let sources be degraded">
          It is allowed with CHAOS_SWITCH=on in the environment, and then for SuperAdmin alone.
        </EmptyState>
      )}
    </>
  );
}
