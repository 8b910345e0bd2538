"use client";
import { Button, ButtonLink } from "#components/ui/button";
import { MessagePage } from "#components/ui/message-page";

interface ErrorPageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/** A page failed while rendering; the digest ties it to the server's log. */
export default function ErrorPage({ error, retry }: ErrorPageProps) {
  const digest = digestOf(error);
  return (
    <MessagePage
      code="500"
      title="This page could not be shown"
      actions={
        <>
          <span className="no-js:hidden">
            <Button variant="primary" onClick={retry}>
              Try again
            </Button>
          </span>
          <ButtonLink href="/console">Go to the console</ButtonLink>
        </>
      }
    >
      <p>Something failed on our side. Trying again is safe.</p>
      {digest === undefined ? null : (
        <p className="mt-2 text-sm">
          Reference for support: <code className="figure">{digest}</code>
        </p>
      )}
    </MessagePage>
  );
}

function digestOf(error: unknown): string | undefined {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : undefined;
}
