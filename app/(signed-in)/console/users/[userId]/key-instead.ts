import { redirect } from "next/navigation";
import { hrefWith } from "#components/ui/href";
import { getApiKey } from "#lib/api-keys/operations";
import { AppError } from "#lib/core/errors";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

/** For `.catch` of reading a user: an actor of the audit log may be an API key, and leads to it. Whatever else failed is rethrown. */
export const keyInstead =
  (caller: Caller, id: string) =>
  async (thrown: unknown): Promise<never> => {
    const isUnknown = thrown instanceof AppError && thrown.code === "NOT_FOUND";
    if (!isUnknown || !can(caller.actor, getApiKey.policy)) {
      throw thrown;
    }
    const { data } = await perform(getApiKey, caller, { path: { apiKeyId: id } });
    return redirect(hrefWith("/console/api-keys", { search: data.name }));
  };
