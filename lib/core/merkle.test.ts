import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafHash, merkleRoot } from "./merkle.ts";

const sha256 = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** RFC 6962 §2.1, word for word. */
function definition(leaves: readonly Uint8Array[]): Buffer {
  const [only] = leaves;
  if (only === undefined) {
    return sha256();
  }
  if (leaves.length === 1) {
    return sha256(Buffer.from([0]), only);
  }
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(Buffer.from([1]), definition(leaves.slice(0, split)), definition(leaves.slice(split)));
}

const leaves = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 });
const rootOf = (data: readonly Uint8Array[]) => merkleRoot(data.map(leafHash)).toString("hex");

describe("RFC 6962 Merkle tree hash", () => {
  test("the root is that of the definition, whatever the number of leaves", () => {
    fc.assert(fc.property(leaves, (data) => rootOf(data) === definition(data).toString("hex")));
  });

  test.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["|", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
    ["||00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
  ])("known trees: %j", (text, root) => {
    const data =
      text === ""
        ? []
        : text
            .slice(1)
            .split("|")
            .map((hex) => Buffer.from(hex, "hex"));
    expect(rootOf(data)).toBe(root);
  });

  test("a changed, missing, added or moved leaf changes the root", () => {
    const some = fc.array(fc.uint8Array({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(some, fc.nat(), (data, at) => {
        const place = at % data.length;
        const flipped = data.map((leaf, n) =>
          n === place ? leaf.map((byte, m) => (m === 0 ? byte ^ 1 : byte)) : leaf,
        );
        const shorter = data.toSpliced(place, 1);
        const longer = data.toSpliced(place, 0, new Uint8Array([7, 7, 7, 7, 7, 7, 7, 7, 7]));
        return [flipped, shorter, longer].every((other) => rootOf(other) !== rootOf(data));
      }),
    );
    expect(rootOf([Buffer.from("a"), Buffer.from("b")])).not.toBe(rootOf([Buffer.from("b"), Buffer.from("a")]));
  });

  test("two leaves are not one leaf that reads like their node", () => {
    const [a, b] = [leafHash(Buffer.from("a")), leafHash(Buffer.from("b"))];
    expect(rootOf([Buffer.concat([a, b])])).not.toBe(merkleRoot([a, b]).toString("hex"));
  });
});
