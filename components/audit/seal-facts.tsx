import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { EmptyState } from "#components/ui/empty-state";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { AuditSealStatus } from "#lib/audit/schema";

interface SealFactsProps {
  readonly seal: AuditSealStatus;
  readonly now: string;
}

const SINKS: Readonly<Record<string, string>> = { directory: "a directory", url: "an HTTP address" };

/** How far the log is sealed, and where its checkpoints go. */
export function SealFacts({ seal, now }: SealFactsProps) {
  const { isOn, lastSeal, unsealed, publishesTo } = seal;
  if (lastSeal === null) {
    return (
      <EmptyState kind="nothing-yet" title={isOn ? "Nothing has been sealed yet" : "The audit log is not sealed"}>
        {isOn
          ? `The first seal comes within a minute. ${formatCount(unsealed)} records are not yet sealed.`
          : `This server has no key to seal with: AUDIT_SEAL_KEY is not set. ${formatCount(unsealed)} records are not sealed.`}
      </EmptyState>
    );
  }
  const items: Definition[] = [
    {
      term: "Last seal",
      value: `Number ${formatCount(lastSeal.number)}`,
      note: <RelativeTime value={lastSeal.sealedOn} now={now} />,
    },
    {
      term: "It covers",
      value: `Records ${formatCount(lastSeal.fromSequence)} to ${formatCount(lastSeal.toSequence)}`,
      note: `${formatCount(lastSeal.records)} in all; numbers that are missing were rolled back`,
    },
    {
      term: "Not yet sealed",
      value: `${formatCount(unsealed)} ${unsealed === 1 ? "record" : "records"}`,
      note: isOn ? "Nothing is proven of them until they are" : "This server has no key to seal them with",
    },
    {
      term: "Checkpoints",
      value:
        publishesTo.length === 0
          ? "Published nowhere"
          : `Published to ${publishesTo.map((sink) => SINKS[sink]).join(" and ")}`,
      note:
        publishesTo.length === 0
          ? "Whoever owns the database could remove the newest seals unnoticed"
          : "With them and an export, npm run audit:verify proves the log elsewhere",
    },
    { term: "Hash", value: <CopyableId value={lastSeal.hash} label="hash of the last seal" /> },
    { term: "Signed by", value: <CopyableId value={lastSeal.keyId} label="key id" /> },
  ];
  return (
    <Card title="How far the log is sealed">
      <DefinitionList items={items} />
    </Card>
  );
}
