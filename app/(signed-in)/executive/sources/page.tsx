import { Upload } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { ImportDialog } from "#components/sources/import-dialog";
import { SourceCard } from "#components/sources/source-card";
import { sourceLook } from "#components/sources/wording";
import { ButtonLink } from "#components/ui/button";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { StatusPill } from "#components/ui/status-pill";
import { pageCaller } from "#lib/auth/console";
import { getSources } from "#lib/executive/source-operations";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { importEspBilling } from "#lib/sources/operations";
import { importBillingAction } from "./actions.ts";
import { PATH } from "./place.ts";

export const metadata: Metadata = { title: "Sources" };

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Where the figures come from: how every source stands, and the import of what no provider's interface gives. */
export default async function SourcesPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { dialog } = queryOf(await searchParams, ["dialog"]);
  const result = await attempt({ caller, href: PATH, cleanHref: PATH }, () => perform(getSources, caller, {}));
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, getSources.policy) ? <PageHeader title="Sources" /> : null}
        {result.view}
      </>
    );
  }
  const { sources } = result.value.data;
  const now = new Date().toISOString();
  const good = sources.filter((source) => sourceLook(source).tone === "success").length;
  const mayImport = can(caller.actor, importEspBilling.policy);
  return (
    <>
      <PageHeader
        title="Sources"
        meta={
          <StatusPill tone={good === sources.length ? "success" : "warning"}>
            {good} of {sources.length} up to date
          </StatusPill>
        }
        freshness={{ asOf: now, now, label: "Read" }}
        description="Where every figure comes from. Sources are read on a schedule or push what they have, never while a page renders; what one said last counts until it is too old."
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {sources.map((source) => (
          <SourceCard
            key={source.source}
            source={source}
            now={now}
            actions={
              source.source === "esp_billing" && mayImport ? (
                <ButtonLink href={hrefWith(PATH, { dialog: "import" })} size="sm" scroll={false}>
                  <Upload aria-hidden="true" />
                  Import CSV
                </ButtonLink>
              ) : undefined
            }
          />
        ))}
      </div>
      {dialog === "import" && mayImport ? (
        <ImportDialog action={importBillingAction} closeHref={PATH} idempotencyKey={crypto.randomUUID()} />
      ) : null}
    </>
  );
}
