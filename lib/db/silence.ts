const TICK_MS = 50;
/** A tick that is so late shows that this process did not get to run; the server on the same machine may not have either. */
const LATE_MS = 50;

/**
 * Resolves after so many ms in which this process was awake, and at once when `signal` is aborted. Of a tick that came late, because the
 * event loop was blocked or the processor taken, only the tick counts: such time says nothing about whoever is silent. After every
 * tick what has arrived meanwhile is read before anything is concluded.
 */
export async function awakeFor(ms: number, signal: AbortSignal): Promise<void> {
  for (let left = ms; left > 0 && !signal.aborted; ) {
    const tick = Math.min(left, TICK_MS);
    const since = performance.now();
    await timer(tick);
    const took = performance.now() - since;
    left -= took > tick + LATE_MS ? tick : took;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits for the answer. Rejects as it does, and when it stays away for longer than that while this process is awake. */
export async function unlessSilent(answer: Promise<unknown>, ms: number): Promise<void> {
  const settled = new AbortController();
  const silence = awakeFor(ms, settled.signal).then(() => {
    if (!settled.signal.aborted) {
      throw new Error(`no answer within ${ms} ms`);
    }
  });
  try {
    await Promise.race([answer, silence]);
  } finally {
    settled.abort();
    for (const late of [answer, silence]) {
      late.catch(() => undefined);
    }
  }
}

const timer = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
