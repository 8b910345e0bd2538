"use server";
import { failedForm } from "#app/_support/form.ts";
import type { TryState } from "#components/reference/try-state";
import { pageCaller } from "#lib/auth/console";
import { tryOperation } from "#lib/reference/try";

/** Makes the call that was composed. The session's cookie is strict about where a form comes from, and no token leaves the server. */
export async function tryIt(operation: string, _state: TryState, form: FormData): Promise<TryState> {
  const caller = await pageCaller();
  const values = Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === "string" && !name.startsWith("$") ? [[name, value]] : [])),
  );
  const kept = { dryRun: "", ...values };
  try {
    const answer = await tryOperation(caller, operation, {
      path: startingWith("path.", values),
      query: { ...startingWith("query.", values), ...(values["dryRun"] === "true" && { dryRun: "true" }) },
      headers: startingWith("header.", values),
      body: values["body"] ?? "",
    });
    return { answer, values: kept };
  } catch (thrown) {
    return failedForm(thrown, caller, kept);
  }
}

/** The filled-in fields of that prefix, without it. */
const startingWith = (prefix: string, values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(prefix) && value.trim() !== "" ? [[name.slice(prefix.length), value.trim()]] : [],
    ),
  );
