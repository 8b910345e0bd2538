import type { Db } from "../db/client.ts";
import type { SourceId } from "./health.ts";

/** One thing that a source said (docs/sources.md lists kinds and payloads). */
export interface Reading {
  readonly kind: string;
  readonly subject: string;
  readonly takenAt: Date;
  readonly payload: object;
}

/** Keeps the readings in place of the older ones of the same subject; what is older than what is known changes nothing. */
export async function keepReadings(tx: Db, source: SourceId, readings: readonly Reading[]): Promise<void> {
  const latest = new Map<string, Reading>();
  for (const reading of readings) {
    const key = `${reading.kind} ${reading.subject}`;
    const other = latest.get(key);
    if (!other || other.takenAt <= reading.takenAt) {
      latest.set(key, reading);
    }
  }
  await tx.$executeRaw`
    INSERT INTO source_readings AS r (source, kind, subject, taken_at, payload)
    SELECT ${source}, kind, left(subject, 120), "takenAt", payload
    FROM jsonb_to_recordset(${JSON.stringify([...latest.values()])}::jsonb)
      AS g(kind varchar, subject varchar, "takenAt" timestamptz, payload jsonb) ORDER BY 2, 3
    ON CONFLICT (source, kind, subject) DO UPDATE SET taken_at = excluded.taken_at, payload = excluded.payload
    WHERE r.taken_at <= excluded.taken_at`;
}

/** Forgets the subjects of the kind that the source no longer names. */
export async function forgetOthers(tx: Db, source: SourceId, kind: string, subjects: readonly string[]): Promise<void> {
  await tx.sourceReading.deleteMany({ where: { source, kind, subject: { notIn: [...subjects] } } });
}
