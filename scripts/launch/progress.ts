/** Reports of the start: what was done and how long it took, a line each. */
export type Progress = {
  /** Runs a step and reports its outcome, which `work` resolves with; `notice` is said before a step that takes long. */
  step(label: string, work: () => Promise<string>, notice?: string): Promise<void>;
  note(label: string, text: string): void;
};

/** Prints progress to standard output. */
export function consoleProgress(): Progress {
  const line = (label: string, text: string, ms?: number) =>
    console.log(`  ${label.padEnd(12)}${ms === undefined ? text : text.padEnd(44) + seconds(ms).padStart(8)}`);
  return {
    async step(label, work, notice) {
      if (notice) line(label, notice);
      const since = performance.now();
      const outcome = await work();
      line(label, outcome, performance.now() - since);
    },
    note: (label, text) => line(label, text),
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
