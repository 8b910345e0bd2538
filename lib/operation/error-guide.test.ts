import { expect, test } from "vitest";
import { systemCodes } from "./envelope.ts";
import { ERROR_GUIDE } from "./error-guide.ts";

test("decisions §7: documentation_url names a page for every code that can be sent", () => {
  expect(systemCodes().filter((code) => !(code in ERROR_GUIDE))).toEqual([]);
});
