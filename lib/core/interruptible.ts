/**
 * Work that can be ended from outside. Racing each piece against one promise that lives for hours would do the same, but that
 * promise would keep every result it was ever raced with.
 */
export class Interruptible {
  readonly #underWay = new Set<(reason: Error) => void>();

  /** The work's own outcome, unless `interrupt` comes first. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#underWay.add(reject);
    work().then(resolve, reject);
    try {
      return await promise;
    } finally {
      this.#underWay.delete(reject);
    }
  }

  /** Rejects whatever is under way; what comes later runs. */
  interrupt(reason: Error): void {
    for (const reject of this.#underWay) {
      reject(reason);
    }
  }
}
