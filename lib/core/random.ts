const pool = new Uint8Array(4096);
let used = pool.length;

/** Fresh random bytes, a view into a pool: asking the system once in many ids costs a request a hundredth less. Copy, do not keep. */
function take(size: number): Uint8Array {
  if (used + size > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += size;
  return pool.subarray(used - size, used);
}

/** 16 fresh random bytes. Copy, do not keep. */
export const randomBytes16 = (): Uint8Array => take(16);

/** 32 fresh random bytes. Copy, do not keep. */
export const randomBytes32 = (): Uint8Array => take(32);
