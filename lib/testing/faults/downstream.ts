import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { until } from "../poll.ts";
import type { Outcome } from "./kills.ts";
import type { World } from "./world.ts";

/** Slow: does it after 3 s. Hanging: never answers. Lying: does it and says that it failed. */
export type Manner = "honest" | "slow" | "hanging" | "lying";

/** What tenants are provisioned at, in the manner that it is told. */
export interface Downstream {
  readonly url: string;
  behave(manner: Manner): void;
  /** Of the tenants that it has. */
  ids(): readonly string[];
  close(): Promise<void>;
}

/** Less than a try may take. */
const SLOW_MS = 3000;
const Made = z.looseObject({ tenantId: z.string() });

/** Starts one on loopback. */
export async function startDownstream(): Promise<Downstream> {
  const tenants = new Set<string>();
  let manner: Manner = "honest";
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    if (manner === "hanging") {
      return;
    }
    if (manner === "slow") {
      await pause(SLOW_MS);
    }
    if (request.method === "DELETE") {
      tenants.delete(request.url?.split("/").at(-1) ?? "");
    } else {
      tenants.add(Made.parse(JSON.parse(text)).tenantId);
    }
    response.writeHead(manner === "lying" ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave: (next) => {
      manner = next;
      if (next === "honest") {
        // Who still waits for an answer from before would wait for ever.
        server.closeAllConnections();
      }
    },
    ids: () => [...tenants],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The outcome, with what the downstream lacks as lost, and what is there without its tenant, in spite of compensation, as half-done. */
export async function reconciled(outcome: Outcome, downstream: Downstream, { sql }: World): Promise<Outcome> {
  const strangers = async (): Promise<string[]> => {
    const ids = downstream.ids();
    const known = await sql<{ id: string }>("SELECT id::text FROM tenants WHERE id = ANY($1::uuid[])", [ids]);
    const own = new Set(known.map(({ id }) => id));
    return ids.filter((id) => !own.has(id));
  };
  await until({ withinMs: 60_000, what: "compensation" }, async () => (await strangers()).length === 0).catch(
    () => undefined,
  );
  const rows = await sql<{ id: string }>("SELECT id::text FROM tenants WHERE NOT (id = ANY($1::uuid[]))", [
    downstream.ids(),
  ]);
  const missing = rows.map(({ id }) => `tenant ${id} downstream`);
  const left = (await strangers()).map((id) => `${id} is left downstream`);
  return { ...outcome, lost: [...outcome.lost, ...missing], halfDone: [...outcome.halfDone, ...left] };
}
