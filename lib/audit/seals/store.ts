import { exactCount } from "../../db/counts.ts";
import { Prisma } from "../../db/generated/client.ts";
import { rawRows } from "../../db/raw-rows.ts";
import { STORED_COLUMNS } from "../export.ts";
import { OPENED } from "../opened.ts";
import type { OpenedRow, SealedRow, SealHeader } from "./format.ts";

/** A seal as it is kept, without its list. */
export interface Seal extends SealHeader {
  readonly hash: string;
  readonly signature: Buffer;
}

const COLUMNS = Prisma.sql`format, number::float8 AS number, encode(previous, 'hex') AS previous,
  from_sequence::float8 AS "fromSequence", to_sequence::float8 AS "toSequence", records, encode(root, 'hex') AS root,
  to_char(sealed_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "sealedOn", key_id AS "keyId",
  encode(hash, 'hex') AS hash, signature`;

/** The newest seal; null before the first. */
export async function lastSeal(): Promise<Seal | null> {
  const [seal] = await rawRows<Seal>(Prisma.sql`SELECT ${COLUMNS} FROM audit_seals ORDER BY number DESC LIMIT 1`);
  return seal ?? null;
}

/** Seals behind the one with that number, in order. */
export const sealsAfter = (number: number, size: number): Promise<Seal[]> =>
  rawRows<Seal>(Prisma.sql`SELECT ${COLUMNS} FROM audit_seals WHERE number > ${number} ORDER BY number LIMIT ${size}`);

/** Number → list of the seals from one to another. */
export async function entriesBetween(first: number, last: number): Promise<Map<number, Buffer>> {
  const rows = await rawRows<{ number: number; entries: Buffer }>(
    Prisma.sql`SELECT number::float8 AS number, entries FROM audit_seals WHERE number BETWEEN ${first} AND ${last}`,
  );
  return new Map(rows.map(({ number, entries }) => [number, entries]));
}

const STORED = Prisma.join(STORED_COLUMNS.map(({ name, sql }) => Prisma.sql`${sql} AS ${Prisma.raw(`"${name}"`)}`));

/** Records in a range of sequence numbers, both included, in order; as they are kept. */
export const recordsBetween = (from: number, to: number, size: number): Promise<SealedRow[]> =>
  records(Prisma.sql`
    SELECT ${STORED} FROM audit_events WHERE sequence BETWEEN ${from} AND ${to} ORDER BY sequence LIMIT ${size}`);

/** The same, each with those of its personal values that are still there. */
export const openedBetween = (from: number, to: number, size: number): Promise<OpenedRow[]> =>
  records(Prisma.sql`
    SELECT ${STORED}, coalesce(o.opened, '{}') AS opened, coalesce(o.salts, '{}') AS salts FROM (
      SELECT * FROM audit_events WHERE sequence BETWEEN ${from} AND ${to} ORDER BY sequence LIMIT ${size}
    ) e ${OPENED} ORDER BY e.sequence`);

/** Numbers come as text. */
async function records<Row extends SealedRow>(query: Prisma.Sql): Promise<Row[]> {
  const rows = await rawRows<Row>(query);
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}

/** The seal with that number; null when there is none. */
export async function sealNumbered(number: number): Promise<Seal | null> {
  const [seal] = await rawRows<Seal>(Prisma.sql`SELECT ${COLUMNS} FROM audit_seals WHERE number = ${number}`);
  return seal ?? null;
}

/** Records that are not sealed yet: those behind that sequence number, or all while nothing is sealed. */
export async function countUnsealed(last: Seal | null): Promise<number> {
  const count = last
    ? Prisma.sql`SELECT count(*)::float8 AS total FROM audit_events WHERE sequence > ${last.toSequence}`
    : exactCount("audit_events");
  const [row] = await rawRows<{ total: number }>(count);
  return row?.total ?? 0;
}

/** The first sequence number of the newest seals that hold at most so many records together. */
export async function startOfNewest(records: number): Promise<number> {
  const [row] = await rawRows<{ start: number | null }>(Prisma.sql`
    SELECT min(from_sequence)::float8 AS start FROM (
      SELECT from_sequence, sum(records) OVER (ORDER BY number DESC) AS held FROM audit_seals ORDER BY number DESC LIMIT ${records}
    ) newest WHERE held <= ${records}`);
  return row?.start ?? 1;
}

/** The newest month that retention says it has removed, 202611; with it went all before. Null when it has removed none. */
export async function expiredMonth(): Promise<number | null> {
  const [row] = await rawRows<{ month: number | null }>(Prisma.sql`
    SELECT max(replace(after ->> 'month', '-', '')::integer) AS month FROM audit_events
    WHERE action = 'AUDIT_EXPIRED' AND after ->> 'month' LIKE '____-__'`);
  return row?.month ?? null;
}
