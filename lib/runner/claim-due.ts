import { type ClaimedRun, claimFree, claimKeyed } from "./claims.ts";
import type { Functions } from "./configuration.ts";

/** Takes up to `room` due runs. The limited and the unlimited take turns in being first, so that neither starves the other. */
export async function claimDue(
  room: number,
  { byId }: Functions,
  leaseMs: number,
  startsWithKeyed: boolean,
): Promise<ClaimedRun[]> {
  const idsOf = (isKeyed: boolean) =>
    [...byId.values()].filter(({ concurrency }) => (concurrency !== null) === isKeyed).map(({ id }) => id);
  const free = (limit: number) => claimFree(limit, { functionIds: idsOf(false), leaseMs });
  const keyed = (limit: number) => claimKeyed(limit, { functionIds: idsOf(true), leaseMs });
  const [one, other] = startsWithKeyed ? [keyed, free] : [free, keyed];
  const claimed = await one(room);
  return claimed.length < room ? [...claimed, ...(await other(room - claimed.length))] : claimed;
}
