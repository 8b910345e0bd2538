import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { KeyForm } from "#components/api-keys/key-form";
import { PageHeader } from "#components/ui/page-header";
import { createApiKey } from "#lib/api-keys/operations";
import { pageCaller } from "#lib/auth/console";
import { assertMay } from "#lib/operation/perform";
import { assignableRoles } from "../../users/assignable.ts";
import { createKey } from "../actions.ts";

export const metadata: Metadata = { title: "New API key" };

const LIST = "/console/api-keys";
const PATH = `${LIST}/new`;

/** The form that makes a key. */
export default async function NewApiKeyPage() {
  const caller = await pageCaller();
  const allowed = await attempt({ caller, href: PATH, cleanHref: LIST }, async () => {
    await assertMay(createApiKey, caller);
    return assignableRoles(caller);
  });
  if (!allowed.ok) {
    return allowed.view;
  }
  return (
    <>
      <PageHeader
        crumbs={[{ label: "API keys", href: LIST }, { label: "New API key" }]}
        title="New API key"
        description="It reads what its role may read, and changes nothing."
      />
      <KeyForm
        action={createKey}
        idempotencyKey={crypto.randomUUID()}
        roles={allowed.value.filter(({ value }) => value !== "SuperAdmin")}
      />
    </>
  );
}
