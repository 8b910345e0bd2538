import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { randomBytes16 } from "./random.ts";

test("ids made of pooled random bytes stay apart across refills, within one millisecond", () => {
  const ids = Array.from({ length: 10_000 }, () => uuidv7({ random: randomBytes16(), msecs: 1 }));
  expect(new Set(ids).size).toBe(ids.length);
});
