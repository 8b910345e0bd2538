import fc from "fast-check";
import { expect, test } from "vitest";
import { seal, sealingKey, unseal } from "./sealed.ts";

const key = sealingKey("a secret of the installation", "test");

test("what is sealed comes back with the same key and with no other", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const sealed = seal(text, key);
      expect(unseal(sealed, key)).toBe(text);
      expect(unseal(sealed, sealingKey("a secret of the installation", "another purpose"))).toBeNull();
    }),
  );
});

test("a changed byte is noticed", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), (text, at) => {
      const bytes = Buffer.from(seal(text, key), "base64url");
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      expect(unseal(bytes.toString("base64url"), key)).toBeNull();
    }),
  );
});
