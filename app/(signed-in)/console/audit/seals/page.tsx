import { ShieldCheck } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { SealFacts } from "#components/audit/seal-facts";
import { SealVerdict } from "#components/audit/seal-verdict";
import { ButtonLink } from "#components/ui/button";
import { PageHeader } from "#components/ui/page-header";
import { getAuditSeal, verifyAuditLogs } from "#lib/audit/seal-operations";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";

export const metadata: Metadata = { title: "Seals" };

const PATH = "/console/audit/seals";

/** What is verified, by the word of the address. */
const RANGES: Readonly<Record<string, { readonly fromSequence?: string }>> = {
  newest: {},
  all: { fromSequence: "1" },
};

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** How far the audit log is sealed, and the proof that it still is what was sealed. */
export default async function SealsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const asked = (await searchParams)["verify"];
  const range = typeof asked === "string" ? RANGES[asked] : undefined;
  const result = await attempt({ caller, href: PATH, cleanHref: PATH }, async () => ({
    seal: (await perform(getAuditSeal, caller, {})).data,
    verification: range === undefined ? null : (await perform(verifyAuditLogs, caller, { query: range })).data,
  }));
  if (!result.ok) {
    return result.view;
  }
  const { seal, verification } = result.value;
  const now = new Date().toISOString();
  return (
    <>
      <PageHeader
        title="Seals"
        crumbs={[{ label: "Audit log", href: "/console/audit" }, { label: "Seals" }]}
        description="Every minute the records that are complete are sealed: hashed, chained to the seal before, and signed with a key that the database does not have."
        actions={
          <>
            <ButtonLink href={`${PATH}?verify=all`}>Verify everything</ButtonLink>
            <ButtonLink href={`${PATH}?verify=newest`} variant="primary">
              <ShieldCheck aria-hidden="true" />
              Verify now
            </ButtonLink>
          </>
        }
      />
      {verification === null ? null : <SealVerdict verification={verification} now={now} />}
      <SealFacts seal={seal} now={now} />
    </>
  );
}
