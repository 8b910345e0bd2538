import { secondPersonNeeded } from "#app/_support/effects.ts";
import { changedInWords, labelsOf } from "#components/configuration/fields";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { SideBySide } from "#components/ui/side-by-side";
import { rollBackGlobalConfiguration } from "#lib/configuration/operations";
import type { GlobalConfiguration } from "#lib/configuration/schema";
import { AppError } from "#lib/core/errors";
import type { DryRun } from "#lib/operation/dry-run";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import { rollBackAction } from "../actions.ts";

interface RollbackDialogProps {
  readonly asked: string | undefined;
  readonly current: GlobalConfiguration;
  readonly caller: Caller;
  readonly closeHref: string;
}

/** Asks before a rollback and shows what a dry run of it has answered. */
export async function RollbackDialog({ asked, current, caller, closeHref }: RollbackDialogProps) {
  const version = /^\d{1,9}$/.test(asked ?? "") ? Number(asked) : -1;
  const rehearsed = await rehearse(caller, version);
  if (rehearsed === null) {
    return null;
  }
  const { before, after } = changedInWords(current.definitions, { ...rehearsed.before }, { ...rehearsed.after });
  const own = rehearsed.cascade["tenantsWithOverride"] ?? 0;
  return (
    <ConfirmDialog
      title={version === 0 ? "Go back to the defaults?" : `Roll back to version ${version}?`}
      description={`Its values are saved as version ${current.version + 1}. The versions between stay in the history.`}
      closeHref={closeHref}
      action={rollBackAction}
      confirmLabel="Roll back"
      pendingLabel="Rolling back…"
      tone="primary"
      reason="optional"
      effects={[
        ...(rehearsed.approval ? [{ label: secondPersonNeeded(rehearsed.approval) }] : []),
        { label: "Values that change", count: Object.keys(after).length },
        ...(own === 0 ? [] : [{ label: "Tenants that keep their own value", count: own }]),
      ]}
      reversibility="It can be rolled back in turn at any time."
      values={{ restore: String(version), version: String(current.version) }}
    >
      <SideBySide
        before={before}
        after={after}
        caption="What the rollback changes"
        labels={{ before: "Now", after: "Afterwards" }}
        fields={labelsOf(current.definitions)}
      />
    </ConfirmDialog>
  );
}

/** Null where there is nothing to roll back to: an address that names no version or the one in force. */
async function rehearse(caller: Caller, version: number): Promise<DryRun | null> {
  try {
    return (await dryRun(rollBackGlobalConfiguration, caller, { body: { version } })).data;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.status < 500) {
      return null;
    }
    throw thrown;
  }
}
