import { beforeAll, expect, test } from "vitest";
import { errorDocument } from "./error-docs.ts";
import { systemCodes } from "./operation/envelope.ts";
import { ERROR_GUIDE } from "./operation/error-guide.ts";

beforeAll(() => {
  process.env["DATABASE_URL"] ??= "postgresql://unused";
  process.env["NEXTAUTH_SECRET"] ??= "unused".repeat(6);
  process.env["JWT_SIGNING_KEYS"] ??= "[]";
});

test.each(systemCodes())("contract §2, decisions §7: %s has its page, with an answer that bears it", (code) => {
  const document = errorDocument(code);
  expect(document).toMatchObject({
    code,
    example: { success: false, error: { code, documentation_url: expect.stringMatching(`/docs/errors/${code}$`) } },
  });
});

test("contract §2: what can be refused for its input says so, and what cannot exist says nothing", () => {
  const paths = (code: string) => errorDocument(code)?.operations.map(({ method, path }) => `${method} ${path}`);
  expect(paths("BACKBONE_CONSTRAINT_APPLIED")).toContain("GET /api/v1/system/overview");
  expect(paths("BACKBONE_CONSTRAINT_APPLIED")).not.toContain("GET /api/v1/system/snapshots");
  expect(Object.keys(ERROR_GUIDE).filter((code) => errorDocument(code) === null)).toEqual([]);
  expect(["", "validation_error", "toString", "__proto__"].map(errorDocument)).toEqual([null, null, null, null]);
});
