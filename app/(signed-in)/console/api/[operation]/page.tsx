import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { attempt } from "#app/_support/attempt.tsx";
import { MethodBadge } from "#components/reference/method-badge";
import { OperationView } from "#components/reference/operation-view";
import { TryForm } from "#components/reference/try-form";
import { Banner } from "#components/ui/banner";
import { Card } from "#components/ui/card";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { type Reference, referenceOf } from "#lib/reference/index";
import { tryIt } from "../actions.ts";

const PATH = "/console/api";

interface Props {
  readonly params: Promise<{ readonly operation: string }>;
}

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: `${(await params).operation} · API`,
});

/** One operation, with a form that calls it. One that the reader may not call does not exist for them. */
export default async function OperationPage({ params }: Props) {
  const caller = await pageCaller();
  const { operation: id } = await params;
  const href = `${PATH}/${id}`;
  const result = await attempt({ caller, href, cleanHref: href }, () => referenceOf(caller.actor, id));
  if (!result.ok) {
    return result.view;
  }
  const operation = result.value ?? notFound();
  const { method, path, summary, deprecation } = operation;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        crumbs={[{ label: "API", href: PATH }, { label: id }]}
        title={summary}
        description={
          <span className="flex flex-wrap items-center gap-2">
            <MethodBadge method={method} />
            <code className="figure min-w-0 break-all text-ink">{path}</code>
          </span>
        }
      />
      {deprecation === null ? null : <Banner tone="warning" title={deprecation} />}
      <div className="grid min-w-0 gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <OperationView operation={operation} />
        <Trial operation={operation} />
      </div>
    </div>
  );
}

function Trial({ operation }: { readonly operation: Reference }) {
  const { id, parameters, body, isWrite, takesDryRun, untriable } = operation;
  return (
    <Card title="Try it" description="Called as you, by your session" className="self-start">
      {untriable === null ? (
        <TryForm
          action={tryIt.bind(null, id)}
          parameters={parameters}
          body={body === null ? null : JSON.stringify(body.example, null, 2)}
          isWrite={isWrite}
          takesDryRun={takesDryRun}
        />
      ) : (
        <p className="text-muted text-sm">{untriable}</p>
      )}
    </Card>
  );
}
