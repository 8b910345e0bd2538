import { ButtonLink } from "#components/ui/button";
import { Message } from "#components/ui/message-page";

/** Also shown for things outside the reader's scope, so that their existence does not leak. */
export default function NotFound() {
  return (
    <Message
      code="404"
      title="There is nothing here"
      actions={
        <ButtonLink href="/console" variant="primary">
          Back to the console
        </ButtonLink>
      }
    >
      The address is wrong, the thing is gone, or it lies outside what your role may see.
    </Message>
  );
}
