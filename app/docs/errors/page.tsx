import type { Metadata } from "next";
import { ERROR_GUIDE } from "#lib/operation/error-guide";

export const metadata: Metadata = { title: "API errors" };

/** What `documentation_url` of an executive error points at; readable by anybody. */
export default function ErrorsPage() {
  return (
    <main id="main" className="mx-auto max-w-3xl px-6 py-10">
      <h1 className="font-semibold text-2xl tracking-tight">API errors</h1>
      <p className="mt-2 text-muted">
        Every error of the executive API carries one of these codes. Quote its{" "}
        <code className="font-mono">request_id</code> when you ask for help: the log holds the whole story under it.
      </p>
      <dl className="mt-8 divide-y divide-line border-line border-y">
        {Object.entries(ERROR_GUIDE).map(([code, { status, meaning, remedy }]) => (
          <div key={code} id={code.toLowerCase()} className="scroll-mt-6 py-5 target:bg-tint">
            <dt className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium font-mono text-sm">{code}</span>
              <span className="text-muted text-sm tabular-nums">HTTP {status}</span>
            </dt>
            <dd className="mt-2">{meaning}</dd>
            <dd className="mt-1 text-muted">{remedy}</dd>
          </div>
        ))}
      </dl>
    </main>
  );
}
