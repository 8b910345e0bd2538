import { Banner } from "#components/ui/banner";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { AuditVerification } from "#lib/audit/schema";

interface SealVerdictProps {
  readonly verification: AuditVerification;
  readonly now: string;
}

/** What a verification found. Records that are not yet sealed are never called fine. */
export function SealVerdict({ verification, now }: SealVerdictProps) {
  const { valid, firstBadSequence, problem, unsealed } = verification;
  const [tone, title] = valid
    ? (["success", "What is sealed is as it was sealed"] as const)
    : firstBadSequence === undefined
      ? (["warning", "Nothing could be verified"] as const)
      : (["danger", `The log is not what was sealed, from record ${formatCount(firstBadSequence)} on`] as const);
  return (
    <div role="status">
      <Banner tone={tone} title={title}>
        {problem === undefined ? null : <p>{problem}.</p>}
        <p>
          {verified(verification)}
          {unsealed === 0
            ? null
            : ` ${formatCount(unsealed)} later ${unsealed === 1 ? "one is" : "ones are"} not yet sealed.`}
        </p>
        <p>
          Verified <RelativeTime value={now} now={now} />
        </p>
      </Banner>
    </div>
  );
}

function verified({ records, fromSequence, toSequence }: AuditVerification): string {
  return fromSequence === null || toSequence === null
    ? "No record was verified."
    : `${formatCount(records)} records were verified, from number ${formatCount(fromSequence)} to ${formatCount(toSequence)}.`;
}
