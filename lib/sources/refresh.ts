import { z } from "zod";
import { raiseAlert, resolveAlert } from "../alerts/index.ts";
import { disturbedAsk } from "../chaos/disturbed-ask.ts";
import { chaosModes } from "../chaos/state.ts";
import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { read, transaction } from "../db/transaction.ts";
import { askerOf, breakerOf } from "./ask.ts";
import { type Ask, type Source, SourceError } from "./source.ts";

/** So many failed refreshes in a row are worth telling somebody. */
const FAILURES_TOLD = 3;

/**
 * Asks the source and keeps what it says, with the health row in the same commit. A source that fails is no failure of ours: its last
 * reading stays, its health says since when. Throws only when our own part fails, or `signal` ends it.
 */
export async function refresh(source: Source, signal: AbortSignal): Promise<void> {
  if (!source.isConfigured()) {
    await transaction((tx) => note(tx, source, { state: "unconfigured", now: clock.now() }));
    return;
  }
  const startedAt = performance.now();
  const mode = await read(async (db) => (await chaosModes(db, clock.now())).get(source.id));
  if (mode === "stale") {
    return;
  }
  const outcome = await attempt(source, disturbedAsk(askerOf(source, signal), mode, signal));
  const now = clock.now();
  const durationMs = Math.round(performance.now() - startedAt);
  await transaction(async (tx) => {
    if ("error" in outcome) {
      await note(tx, source, { state: "failing", now, durationMs, error: outcome.error });
      await tell(tx, source);
      return;
    }
    await source.keep(tx, outcome.reading, now);
    await note(tx, source, { state: "healthy", now, durationMs });
    await resolveAlert(tx, keyOf(source));
  });
}

const keyOf = ({ id }: Source): string => `source:${id}`;

async function attempt(source: Source, ask: Ask): Promise<{ reading: unknown } | { error: SourceError }> {
  try {
    return { reading: await source.read(ask) };
  } catch (thrown) {
    if (thrown instanceof z.ZodError) {
      const at = thrown.issues[0]?.path.map(String).join(".") ?? "";
      return { error: new SourceError("format", `Its answer is not in the format that we know, at "${at}"`, false) };
    }
    if (thrown instanceof SourceError) {
      return { error: thrown };
    }
    throw thrown;
  }
}

interface Note {
  readonly state: "healthy" | "failing" | "unconfigured";
  readonly now: Date;
  readonly durationMs?: number;
  readonly error?: SourceError;
}

async function note(tx: Db, source: Source, { state, now, durationMs, error }: Note): Promise<void> {
  const isAsked = state !== "unconfigured";
  await tx.$executeRaw`
    UPDATE source_health SET state = ${state}, breaker = ${isAsked ? breakerOf(source) : "closed"}, updated_at = ${now}::timestamptz,
      last_attempt_at = CASE WHEN ${isAsked} THEN ${now}::timestamptz ELSE last_attempt_at END,
      last_success_at = CASE WHEN ${state} = 'healthy' THEN ${now}::timestamptz ELSE last_success_at END,
      failures = CASE WHEN ${state} = 'failing' THEN failures + 1 ELSE 0 END, duration_ms = ${durationMs ?? null}::integer,
      error_class = ${error?.errorClass ?? null}, error = ${error?.message.slice(0, 300) ?? null}
    WHERE source = ${source.id}`;
}

async function tell(tx: Db, source: Source): Promise<void> {
  const row = await tx.sourceHealth.findUniqueOrThrow({ where: { source: source.id } });
  if (row.failures < FAILURES_TOLD) {
    return;
  }
  await raiseAlert(tx, {
    type: "source_failing",
    priority: "medium",
    title: `Source ${source.id} gives no answer`,
    summary: `${row.error ?? "It fails"}. Failed ${row.failures} times in a row; figures show their age and disappear past their tolerance`,
    dedupeKey: keyOf(source),
  });
}
