import { signedInCaller } from "#lib/auth/console";
import { AppError } from "#lib/core/errors";
import { checkCondition } from "../checked.ts";

/** What the compiler says of a condition while it is typed. A hint; saving decides. */
export async function GET(request: Request): Promise<Response> {
  const caller = await signedInCaller();
  if (!caller) {
    return answer({}, 401);
  }
  const query = new URL(request.url).searchParams;
  try {
    return answer(await checkCondition(caller, query.get("condition") ?? "", query.get("action") ?? ""));
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    return answer({}, thrown.status);
  }
}

const answer = (body: object, status = 200): Response =>
  Response.json(body, { status, headers: { "Cache-Control": "no-store" } });
