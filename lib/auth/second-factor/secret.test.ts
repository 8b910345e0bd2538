import { beforeAll, expect, test, vi } from "vitest";
import { seal, sealingKey } from "../../core/sealed.ts";
import { env } from "../../env.ts";
import { newTotpSecret, stepOf } from "./secret.ts";

beforeAll(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of the installation, long enough");
  vi.stubEnv("DATABASE_URL", "postgresql://nowhere");
  vi.stubEnv("JWT_SIGNING_KEYS", "[]");
});

const sealed = (base32: string) => seal(base32, sealingKey(env().NEXTAUTH_SECRET, "totp"));
/** "12345678901234567890", the secret of RFC 6238 appendix B. */
const RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test.each([
  [59, "287082", 1],
  [1_111_111_109, "081804", 37_037_036],
  [1_234_567_890, "005924", 41_152_263],
  [20_000_000_000, "353130", 666_666_666],
])("RFC 6238 appendix B: at %d s the code is %s", (seconds, digits, step) => {
  const at = (shift: number) => new Date((seconds + shift) * 1000);
  expect(stepOf(sealed(RFC), digits, at(0))).toBe(step);
  expect(stepOf(sealed(RFC), digits, at(30))).toBe(step);
  expect(stepOf(sealed(RFC), digits, at(90))).toBeNull();
});

test("a secret sealed under another installation's key fits nothing", () => {
  const foreign = seal(RFC, sealingKey("another secret", "totp"));
  expect(stepOf(foreign, "287082", new Date(59_000))).toBeNull();
});

test("two secrets differ, and the stored form does not hold them", () => {
  const [a, b] = [newTotpSecret("ann@example.com"), newTotpSecret("ann@example.com")];
  expect(a.secret).not.toBe(b.secret);
  expect(a.sealed).not.toContain(a.secret);
});
