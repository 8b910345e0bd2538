interface Entry<I, O> {
  readonly item: I;
  readonly resolve: (output: O) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Turns a function on many into one on a single item: what is asked for while a group is under way forms the next group, of at
 * most `groupMax`. `work` returns one output an item, in order; when it throws, all of its group fail alike.
 */
export function batched<I, O>(
  work: (items: readonly I[]) => Promise<readonly O[]>,
  groupMax = 256,
): (item: I) => Promise<O> {
  const waiting: Entry<I, O>[] = [];
  let isBusy = false;

  async function settle(group: readonly Entry<I, O>[]): Promise<void> {
    try {
      const outputs = await work(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) {
        resolve(outputs[index] as O);
      }
    } catch (thrown) {
      for (const { reject } of group) {
        reject(thrown);
      }
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      await settle(waiting.splice(0, groupMax));
    }
    isBusy = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isBusy) {
        isBusy = true;
        // What else this turn of the event loop asks for joins the first group.
        setImmediate(() => void drain());
      }
    });
}
