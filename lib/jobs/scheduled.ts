import { createHash } from "node:crypto";
import { stringify, v7 as uuidv7 } from "uuid";

/** The job id of a run that a schedule started: the same in every execution of the run, and sorted by the time of the tick. */
export function scheduledJobId(runId: string, firedAt: Date): string {
  const random = createHash("sha256").update(runId).digest().subarray(0, 16);
  const bytes = uuidv7({ msecs: firedAt.getTime(), random, seq: random.readUInt32BE(8) }, new Uint8Array(16));
  return stringify(bytes);
}
