import type { Tone } from "#components/ui/tone";
import type { BULK_OUTCOMES, BULK_STATUSES, BulkOperation, BulkOperationName } from "#lib/bulk/schema";

interface Words {
  /** On a button: "Suspend". */
  readonly act: string;
  /** While it is done: "Suspending". */
  readonly doing: string;
  /** Of a row that it was done to: "suspended". */
  readonly done: string;
  readonly rows: "users" | "tenants";
  /** Shuts somebody out: asked about twice when many are. */
  readonly isDangerous: boolean;
  /** Whether it can be undone, and how. */
  readonly reversibility: string;
}

/** Every bulk operation in words. */
export const BULK_WORDS: Readonly<Record<BulkOperationName, Words>> = {
  lockUsers: {
    act: "Lock",
    doing: "Locking",
    done: "locked",
    rows: "users",
    isDangerous: true,
    reversibility: "They can be unlocked again at any time. Sessions that were ended stay ended.",
  },
  unlockUsers: {
    act: "Unlock",
    doing: "Unlocking",
    done: "unlocked",
    rows: "users",
    isDangerous: false,
    reversibility: "They can be locked again at any time.",
  },
  logoutUsers: {
    act: "Sign out",
    doing: "Signing out",
    done: "signed out",
    rows: "users",
    isDangerous: true,
    reversibility: "This cannot be undone. They can sign in again at once.",
  },
  suspendTenants: {
    act: "Suspend",
    doing: "Suspending",
    done: "suspended",
    rows: "tenants",
    isDangerous: true,
    reversibility: "They can be activated again at any time. Sessions that were ended stay ended.",
  },
  activateTenants: {
    act: "Activate",
    doing: "Activating",
    done: "activated",
    rows: "tenants",
    isDangerous: false,
    reversibility: "They can be suspended again at any time.",
  },
};

/** A bulk operation's name: "Suspend tenants". */
export const bulkName = (operation: BulkOperationName): string =>
  `${BULK_WORDS[operation].act} ${BULK_WORDS[operation].rows}`;

export const BULK_STATUS_LOOKS: Readonly<
  Record<(typeof BULK_STATUSES)[number], { readonly tone: Tone; readonly word: string }>
> = {
  queued: { tone: "neutral", word: "Queued" },
  running: { tone: "info", word: "Running" },
  succeeded: { tone: "success", word: "Succeeded" },
  partially_failed: { tone: "warning", word: "Partially failed" },
  failed: { tone: "danger", word: "Failed" },
  cancelled: { tone: "neutral", word: "Cancelled" },
};

export const BULK_OUTCOME_LOOKS: Readonly<
  Record<(typeof BULK_OUTCOMES)[number], { readonly tone: Tone; readonly word: string }>
> = {
  pending: { tone: "neutral", word: "Waiting" },
  done: { tone: "success", word: "Done" },
  refused: { tone: "warning", word: "Refused" },
  failed: { tone: "danger", word: "Failed" },
  skipped: { tone: "neutral", word: "Skipped" },
};

/** Whether rows are still waiting for it. */
export const isUnderWay = ({ status }: Pick<BulkOperation, "status">): boolean =>
  status === "queued" || status === "running";

/** The columns of the list that can be switched off. */
export const BULK_COLUMNS = [
  { id: "status", label: "Status" },
  { id: "progress", label: "Rows" },
  { id: "startedById", label: "Started by" },
  { id: "finishedOn", label: "Ended" },
];

/** Names for what a dry run counts beside the rows. */
export const BULK_EFFECTS: Readonly<Record<string, string>> = {
  users: "Users who lose access",
  sessions: "Sessions ended",
  refreshTokens: "Refresh tokens revoked",
  jobsHeld: "Waiting jobs held",
  jobsReleased: "Waiting jobs released",
  webhooks: "Webhooks disabled",
  webhooksRestored: "Webhooks enabled again",
};
