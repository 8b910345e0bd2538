import pg from "pg";
import { type Logger, pino } from "pino";
import { describe, expect, test } from "vitest";
import { AppError } from "../core/errors.ts";
import { log } from "./log.ts";
import { outside, within } from "./surroundings.ts";

/** What the application's logger would write, with its own redaction and serializers, into memory. */
function written(fields: object): string {
  let line = "";
  const stream = { write: (text: string) => (line += text) };
  const child: Logger = Object.assign(Object.create(log), { [pino.symbols.streamSym]: stream });
  child.fatal(fields, "message");
  return line;
}

describe("SRS §14 logging hygiene: no passwords, no tokens", () => {
  test.each(["password", "token", "refreshToken", "accessToken", "authorization", "cookie", "secret", "email"])(
    "%s is redacted at the top and two levels down",
    (key) => {
      const line = written({ [key]: "hunter2", a: { [key]: "hunter2", b: { [key]: "hunter2" } } });
      expect(line).not.toContain("hunter2");
      expect(line.match(/\[redacted\]/g)).toHaveLength(3);
    },
  );

  test("an error is told without the values that the database refused, its cause included", () => {
    const refused = Object.assign(new pg.DatabaseError("duplicate key", 13, "error"), {
      code: "23505",
      detail: "Key (email)=(ada@example.com) already exists.",
    });
    const err = new AppError("INTERNAL", undefined, { cause: refused });
    for (const line of [written({ err }), written({ err: refused })]) {
      expect(line).not.toContain("ada@example.com");
      expect(JSON.parse(line).err).toMatchObject({ message: expect.stringContaining("duplicate key") });
    }
    expect(JSON.parse(written({ err: refused })).err).toMatchObject({ type: "DatabaseError", code: "23505" });
    expect(written({ err: "no error" })).toContain("no error");
  });

  test("a line is JSON with an ISO time and without process noise", () => {
    const line = JSON.parse(written({ requestId: "r1" }));
    expect(Object.keys(line).sort()).toEqual(["level", "msg", "requestId", "time"]);
    expect(line.time).toMatch(/^\d{4}-.*Z$/);
  });

  test("SRS §11 every line joins on the request or job that it was written for, and none on one that it was not", () => {
    const ids = within({ requestId: "r1", jobId: "j1" }, () => [
      written({}),
      written({ requestId: "own" }),
      outside(() => written({})),
    ]);
    expect([...ids, written({})].map((line) => JSON.parse(line))).toMatchObject([
      { requestId: "r1", jobId: "j1" },
      { requestId: "own", jobId: "j1" },
      {},
      {},
    ]);
    expect(ids[2]).not.toContain("r1");
  });
});
