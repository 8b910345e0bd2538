import { createHash } from "node:crypto";

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
};

/** The hash of a leaf. Leaves and nodes are hashed apart (RFC 6962 §2.1), so that no node can be passed off as a leaf. */
export const leafHash = (data: Uint8Array): Buffer => sha256(LEAF, data);

/** The Merkle tree hash (RFC 6962 §2.1) of leaves that are hashed already, 32 bytes; of none, the hash of nothing. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) {
    return sha256();
  }
  // Pairs level by level, an odd one out moving up as it is: the same tree as splitting at the largest power of two.
  let level = leaves;
  while (level.length > 1) {
    level = pairs(level);
  }
  return level[0] ?? sha256();
}

function pairs(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = level.slice(at, at + 2);
    if (left) {
      above.push(right ? sha256(NODE, left, right) : left);
    }
  }
  return above;
}
