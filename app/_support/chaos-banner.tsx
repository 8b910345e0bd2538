import { Banner } from "#components/ui/banner";
import { pageCaller } from "#lib/auth/console";
import { getDegradedSources } from "#lib/chaos/notice";
import { MODE_WORDS } from "#lib/chaos/wording";
import { AppError } from "#lib/core/errors";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { sourceLabel } from "#lib/snapshots/wording";

/** Says over every executive page that sources are degraded on purpose; nothing while none is. */
export async function ChaosBanner() {
  const degraded = await readDegraded();
  if (degraded.length === 0) return null;
  return (
    <Banner tone="danger" title="A rehearsal: sources are degraded on purpose">
      <p>
        {degraded.map(({ source, mode }) => `${sourceLabel(source)} (${MODE_WORDS[mode] ?? mode})`).join(", ")}. Figures
        that need them are unknown or old until it ends.
      </p>
    </Banner>
  );
}

/** The page below says itself what is wrong when nothing can be read. */
async function readDegraded() {
  const caller = await pageCaller();
  if (!can(caller.actor, getDegradedSources.policy)) return [];
  try {
    return (await perform(getDegradedSources, caller, {})).data.degraded;
  } catch (thrown) {
    if (thrown instanceof AppError) return [];
    throw thrown;
  }
}
