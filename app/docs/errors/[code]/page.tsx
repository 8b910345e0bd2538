import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AppLink } from "#components/ui/app-link";
import { JsonBlock } from "#components/ui/json-block";
import { errorDocument } from "#lib/error-docs";

interface Props {
  readonly params: Promise<{ readonly code: string }>;
}

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: `${errorDocument((await params).code)?.code ?? "Not found"} · API errors`,
});

/** What `documentation_url` of an executive error points at; readable by anybody. */
export default async function ErrorPage({ params }: Props) {
  const document = errorDocument((await params).code) ?? notFound();
  const { code, status, meaning, remedy, example, operations } = document;
  return (
    <main id="main" className="mx-auto max-w-3xl px-6 py-10">
      <p className="text-sm">
        <AppLink href="/docs/errors" className="link">
          All codes
        </AppLink>
      </p>
      <h1 className="mt-3 break-all font-mono font-semibold text-2xl tracking-tight">{code}</h1>
      <dl className="mt-6 grid gap-x-6 gap-y-3 sm:grid-cols-[8rem_1fr]">
        <dt className="text-muted">HTTP status</dt>
        <dd className="tabular-nums">{status}</dd>
        <dt className="text-muted">Meaning</dt>
        <dd>{meaning}</dd>
        <dt className="text-muted">What to do</dt>
        <dd>{remedy}</dd>
      </dl>
      {example === null ? null : (
        <>
          <h2 className="mt-8 mb-2 font-semibold">Example</h2>
          <JsonBlock value={example} label="Example" />
        </>
      )}
      <h2 className="mt-8 font-semibold">Operations that can answer it</h2>
      {operations.length === 0 ? (
        <p className="mt-2 text-muted">None in this version: the code is reserved by the contract.</p>
      ) : (
        <ul className="mt-2 divide-y divide-line border-line border-y">
          {operations.map(({ method, path, summary }) => (
            <li
              key={`${method} ${path}`}
              className="flex flex-wrap items-baseline justify-between gap-x-4 py-2 text-sm"
            >
              <code className="break-all font-mono">
                {method} {path}
              </code>
              <span className="text-muted">{summary}</span>
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}
