import { ButtonLink } from "#components/ui/button";
import { Message } from "#components/ui/message-page";
import { pageCaller } from "#lib/auth/console";

/** Says that the page is not for this role, with the status 403, and shows nothing of it. */
export default async function Forbidden() {
  const { request } = await pageCaller();
  return (
    <Message
      code="403"
      title="Access restricted"
      actions={<ButtonLink href="/console">Back to what you can see</ButtonLink>}
    >
      Your role does not include this page. If it should, ask a super admin. The attempt has been recorded as request{" "}
      {request.requestId}.
    </Message>
  );
}
