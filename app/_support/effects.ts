import type { Effect } from "#components/ui/confirm-dialog";
import { AppError } from "#lib/core/errors";
import type { DryRun } from "#lib/operation/dry-run";

/** What a dialog says will happen: what a dry run of the very act has counted, or why the act would be refused. */
export async function effectsOf(
  labels: Readonly<Record<string, string>>,
  rehearse: () => Promise<{ readonly data: DryRun }>,
): Promise<Effect[]> {
  try {
    const { data } = await rehearse();
    const effects = Object.entries(data.cascade).map(([name, count]) => ({ label: labels[name] ?? name, count }));
    return data.approval ? [{ label: secondPersonNeeded(data.approval) }, ...effects] : effects;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.status < 500) {
      return [{ label: thrown.message }];
    }
    throw thrown;
  }
}

/** Says beforehand that an act only proposes. */
export const secondPersonNeeded = ({ expiresAfterHours }: NonNullable<DryRun["approval"]>): string =>
  `This needs a second person: it is proposed now, and happens when another super admin approves it within ${expiresAfterHours} hours`;
