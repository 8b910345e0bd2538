import type { Metadata } from "next";
import { ButtonLink } from "#components/ui/button";
import { MessagePage } from "#components/ui/message-page";

export const metadata: Metadata = { title: "Not found" };

/** Also shown for things outside the reader's scope, so that their existence does not leak. */
export default function NotFound() {
  return (
    <MessagePage
      code="404"
      title="There is nothing here"
      actions={
        <ButtonLink href="/console" variant="primary">
          Go to the console
        </ButtonLink>
      }
    >
      The address is wrong, the thing is gone, or it lies outside what your role may see.
    </MessagePage>
  );
}
