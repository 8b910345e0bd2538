import { signedInCaller } from "#lib/auth/console";
import { AppError } from "#lib/core/errors";
import { dryRun } from "#lib/operation/perform";
import { createTenant } from "#lib/tenants/operations";

const answer = (problem: string | null, status = 200): Response =>
  Response.json({ problem }, { status, headers: { "Cache-Control": "no-store" } });

/** What speaks against a code while it is typed: the dry run of creating a tenant by it. A hint; the create decides. */
export async function GET(request: Request): Promise<Response> {
  const caller = await signedInCaller();
  if (!caller) {
    return answer(null, 401);
  }
  const code = new URL(request.url).searchParams.get("code") ?? "";
  try {
    await dryRun(createTenant, caller, { body: { name: "Code check", code, timezone: "UTC", currency: "USD" } });
    return answer(null);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    return answer(thrown.detail.fields?.["code"] ?? null, thrown.detail.fields?.["code"] ? 200 : thrown.status);
  }
}
