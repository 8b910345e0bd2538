import { AppError } from "../core/errors.ts";
import { measure } from "./metrics.ts";
import { surroundings, within } from "./surroundings.ts";
import { traced } from "./tracing.ts";

/** The family under which pages and forms are measured: they have no endpoint of their own. */
export const CONSOLE = "console";

/** Runs an operation as a span, and measures it where nothing around it does: a page or a form of the console. */
export function observed<T>(operation: string, requestId: string, work: () => Promise<T>): Promise<T> {
  const run = () =>
    traced(
      {
        name: operation,
        kind: "internal",
        fields: () => ({ "rookery.operation": operation, "rookery.request_id": requestId }),
      },
      work,
    );
  return surroundings()?.requestId === undefined ? within({ requestId }, () => measured(operation, run)) : run();
}

async function measured<T>(operation: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    const result = await work();
    measure(CONSOLE, operation, 200, startedAt);
    return result;
  } catch (thrown) {
    measure(CONSOLE, operation, thrown instanceof AppError ? thrown.status : 500, startedAt);
    throw thrown;
  }
}
