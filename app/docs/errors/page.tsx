import type { Metadata } from "next";
import { AppLink } from "#components/ui/app-link";
import { ERROR_GUIDE } from "#lib/operation/error-guide";

export const metadata: Metadata = { title: "API errors" };

/** Every code of the executive contract; each has its page. Readable by anybody. */
export default function ErrorsPage() {
  return (
    <main id="main" className="mx-auto max-w-3xl px-6 py-10">
      <h1 className="font-semibold text-2xl tracking-tight">API errors</h1>
      <p className="mt-2 text-muted">
        Every error of the executive API carries one of these codes. Quote its{" "}
        <code className="font-mono">request_id</code> when you ask for help: the log holds the whole story under it.
      </p>
      <dl className="mt-8 divide-y divide-line border-line border-y">
        {Object.entries(ERROR_GUIDE).map(([code, { status, meaning }]) => (
          <div key={code} className="py-4">
            <dt className="flex flex-wrap items-baseline justify-between gap-x-4">
              <AppLink href={`/docs/errors/${code}`} className="link font-medium font-mono text-sm">
                {code}
              </AppLink>
              <span className="text-muted text-sm tabular-nums">HTTP {status}</span>
            </dt>
            <dd className="mt-1">{meaning}</dd>
          </div>
        ))}
      </dl>
    </main>
  );
}
