const WIDTH = 24;
const DRAW_MS = 200;
const LINE_MS = 5000;

/** Progress of a long load: a bar that redraws itself on a terminal, a plain line every few seconds elsewhere. */
export class ProgressBar {
  readonly #label: string;
  readonly #total: number;
  readonly #startedAt = performance.now();
  #done = 0;
  #drawnAt = 0;

  constructor(label: string, total: number) {
    this.#label = label;
    this.#total = total;
  }

  /** Passes rows on and counts them. */
  *watch<T>(rows: Iterable<T>): Generator<T> {
    for (const row of rows) {
      yield row;
      this.#done += 1;
      if (this.#done % 1000 === 0) {
        this.#draw();
      }
    }
  }

  /** Prints the outcome and leaves the line. */
  finish(): void {
    const seconds = this.#seconds();
    const text = `${this.#label.padEnd(14)}${count(this.#done)} rows in ${seconds.toFixed(1)} s, ${count(this.#rate())} rows/s`;
    process.stdout.write(`${process.stdout.isTTY ? "\r\u001b[K" : ""}${text}\n`);
  }

  #draw(): void {
    const { isTTY } = process.stdout;
    const now = performance.now();
    if (now - this.#drawnAt < (isTTY ? DRAW_MS : LINE_MS)) {
      return;
    }
    this.#drawnAt = now;
    const share = Math.min(this.#done / Math.max(this.#total, 1), 1);
    const bar = isTTY ? `${"█".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, "·")} ` : "";
    const left = (this.#total - this.#done) / Math.max(this.#rate(), 1);
    const text =
      `${this.#label.padEnd(14)}${bar}${(share * 100).toFixed(0).padStart(3)} %  ` +
      `${count(this.#done)} of ${count(this.#total)}  ${count(this.#rate())} rows/s  ETA ${clock(left)}`;
    process.stdout.write(isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  #rate(): number {
    return this.#done / Math.max(this.#seconds(), 0.001);
  }
}

const count = (n: number): string => Math.round(n).toLocaleString("en-US");
const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")}`;
