import { describe, expect, test } from "vitest";
import { AppError } from "../core/errors.ts";
import { conflict, isOutage, isShortage, isUniqueViolation } from "./errors.ts";
import { Prisma } from "./generated/client.ts";

const coded = (code: string, message = "x") => Object.assign(new Error(message), { code });
const known = (code: string, meta: Record<string, unknown> = {}) =>
  new Prisma.PrismaClientKnownRequestError("x", { code, clientVersion: "7", meta });

describe("SRS §13: what counts as an outage of the database", () => {
  test.each([
    ["connection refused", coded("ECONNREFUSED")],
    ["connection reset", coded("ECONNRESET")],
    ["broken pipe", coded("EPIPE")],
    ["08006 connection failure", coded("08006")],
    ["57P01 shutdown by an administrator", coded("57P01")],
    ["57P02 crash shutdown", coded("57P02")],
    ["57P03 starting up", coded("57P03")],
    ["53300 too many connections", coded("53300")],
    ["Prisma's P1001", coded("P1001")],
    ["a pool that waited in vain", new Error("timeout exceeded when trying to connect")],
    ["a connection lost on the way", new Error("Connection terminated unexpectedly")],
    ["no connection for a transaction in time", coded("P2028", "Transaction API error: Unable to start a transaction")],
    ["a connection found dead", new Error("Client has encountered a connection error and is not queryable")],
    ["recovery", new Error("the database system is in recovery mode")],
    ["one deep in the causes", new Error("a", { cause: new Error("b", { cause: coded("ECONNREFUSED") }) })],
    [
      "an adapter's ConnectionClosed",
      Object.assign(new Error("ConnectionClosed"), { cause: { kind: "ConnectionClosed" } }),
    ],
    ["an adapter's DatabaseNotReachable", new Error("a", { cause: { kind: "DatabaseNotReachable", host: "db" } })],
    ["an adapter's error under Prisma's", new Error("a", { cause: { originalCode: "57P01", message: "x" } })],
  ])("%s does", (_case, thrown) => {
    expect(isOutage(thrown)).toBe(true);
  });

  test.each([
    ["a unique violation", coded("23505")],
    ["a syntax error", coded("42601")],
    ["a serialisation failure", coded("40001")],
    ["a statement that ran too long", coded("57014")],
    ["an adapter's own complaint", new Error("a", { cause: { kind: "UniqueConstraintViolation" } })],
    ["a transaction that took too long", coded("P2028", "Transaction API error: Transaction already closed")],
    ["a bug", new TypeError("x is not a function")],
    ["text", "ECONNREFUSED"],
    ["nothing", undefined],
  ])("%s does not", (_case, thrown) => {
    expect(isOutage(thrown)).toBe(false);
  });
});

describe("SRS §13: what the database cannot do now, although it is there", () => {
  test.each([
    ["53100 disk full", coded("53100")],
    ["53200 out of memory", coded("53200")],
    ["58030 its disk fails", coded("58030")],
    ["25006 a standby", coded("25006")],
    ["55P03 a lock that did not come", coded("55P03")],
    ["one under Prisma's", known("P2010", { driverAdapterError: { cause: { originalCode: "53100" } } })],
  ])("%s: a shortage, and no outage that would open the circuit for what can be done", (_case, thrown) => {
    expect([isShortage(thrown), isOutage(thrown)]).toEqual([true, false]);
  });

  test("a unique violation is neither", () => {
    expect([isShortage(coded("23505")), isOutage(coded("23505"))]).toEqual([false, false]);
  });
});

describe("SRS §6.1: the database decides on uniqueness", () => {
  test("a violation is recognised from a model call and from raw SQL", () => {
    expect(isUniqueViolation(known("P2002"))).toBe(true);
    expect(isUniqueViolation(known("P2010", { driverAdapterError: { cause: { originalCode: "23505" } } }))).toBe(true);
    expect(isUniqueViolation(known("P2010", { driverAdapterError: { cause: { originalCode: "23503" } } }))).toBe(false);
    expect(isUniqueViolation(known("P2003"))).toBe(false);
    expect(isUniqueViolation(new Error("23505"))).toBe(false);
  });

  test("it becomes a CONFLICT on the field; anything else is thrown on as it was", () => {
    const handle = conflict("code", "is taken");
    expect(() => handle(known("P2002"))).toThrow(AppError);
    expect(() => handle(known("P2002"))).toThrow(
      expect.objectContaining({ code: "CONFLICT", detail: { fields: { code: "is taken" } } }),
    );
    const bug = new TypeError("bug");
    expect(() => handle(bug)).toThrow(bug);
  });
});
