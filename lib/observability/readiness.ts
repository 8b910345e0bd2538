import { databaseCircuit } from "../db/health.ts";
import { read } from "../db/transaction.ts";

export interface Readiness {
  readonly status: "ready" | "unavailable";
  readonly down: readonly string[];
}

/** Whether the process can serve: `down` names what it cannot reach. Sources of figures do not count (decisions §9). */
export async function readiness(): Promise<Readiness> {
  try {
    await read((db) => db.$queryRaw`SELECT 1`);
    return databaseCircuit().isClosed ? { status: "ready", down: [] } : { status: "unavailable", down: ["database"] };
  } catch {
    return { status: "unavailable", down: ["database"] };
  }
}
