import pg from "pg";
import { conflictOn } from "../core/errors.ts";
import { Prisma } from "./generated/client.ts";

const OUTAGE_CODES = new Set([
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
]);
/** How Prisma's driver adapter names the same. */
const OUTAGE_KINDS = new Set(["ConnectionClosed", "DatabaseNotReachable", "SocketTimeout", "TooManyConnections"]);
/** SQLSTATE classes: 08 connection, 57P0x shutdown, 53300 too many connections. */
const OUTAGE_STATES = /^(08...|57P0[1-5]|53300)$/;
/** 53 disk full, out of memory and the like, 58030 its disk fails, 25006 a standby, 55P03 a lock that did not come in time. */
const SHORTAGE_STATES = /^(53...|58030|25006|55P03)$/;
const OUTAGE_MESSAGES =
  /Connection terminated|is not queryable|timeout exceeded when trying to connect|Server has closed the connection|Can't reach database|ECONNREFUSED|ECONNRESET|terminating connection|Unable to start a transaction|the database system is (starting up|shutting down|in recovery)/i;

/** True when the failure means that the database is out of reach, false when it answered with an error of its own. */
export const isOutage = (thrown: unknown): boolean => causesOf(thrown).some(isSign);

/** True when the database is there and cannot do this one thing now, through no fault of the caller: its disk is full, say. */
export const isShortage = (thrown: unknown): boolean =>
  causesOf(thrown).some((cause) => codesOf(cause).some((code) => SHORTAGE_STATES.test(code)));

/** The failure and what caused it, the driver's under Prisma's included. */
function causesOf(thrown: unknown): Readonly<Record<string, unknown>>[] {
  const causes: Readonly<Record<string, unknown>>[] = [];
  for (let cause = thrown; isRecord(cause) && !causes.includes(cause); cause = cause["cause"] ?? driverErrorOf(cause)) {
    causes.push(cause);
  }
  return causes;
}

const driverErrorOf = ({ meta }: Readonly<Record<string, unknown>>): unknown =>
  isRecord(meta) ? meta["driverAdapterError"] : undefined;

const codesOf = ({ code, originalCode }: Readonly<Record<string, unknown>>): string[] =>
  [code, originalCode].filter((candidate) => typeof candidate === "string");

function isSign(cause: Readonly<Record<string, unknown>>): boolean {
  const { kind, message } = cause;
  return (
    codesOf(cause).some((code) => OUTAGE_CODES.has(code) || OUTAGE_STATES.test(code)) ||
    (typeof kind === "string" && OUTAGE_KINDS.has(kind)) ||
    (typeof message === "string" && OUTAGE_MESSAGES.test(message))
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** True for a unique violation, from a model call (P2002) or from raw SQL (23505). */
export const isUniqueViolation = (thrown: unknown): boolean => violates(thrown, "P2002", "23505");

/** Whether the database refused by the constraint that Prisma names by its code and PostgreSQL, and so the driver, by its state. */
function violates(thrown: unknown, code: string, state: string): boolean {
  if (!(thrown instanceof Prisma.PrismaClientKnownRequestError)) {
    return thrown instanceof pg.DatabaseError && thrown.code === state;
  }
  return thrown.code === code || (thrown.code === "P2010" && JSON.stringify(thrown.meta ?? {}).includes(state));
}

/** For `.catch`: a unique violation becomes CONFLICT on `field`; everything else is rethrown. */
export const conflict =
  (field: string, reason: string) =>
  (thrown: unknown): never => {
    throw isUniqueViolation(thrown) ? conflictOn(field, reason) : thrown;
  };

/** For `.catch`: a violated foreign key, something still refers to it, becomes CONFLICT on `field`; everything else is rethrown. */
export const inUse =
  (field: string, reason: string) =>
  (thrown: unknown): never => {
    throw violates(thrown, "P2003", "23503") ? conflictOn(field, reason) : thrown;
  };
