/** Repeatable random numbers (sfc32): one seed, one sequence, on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = 0x9e3779b9 | 0;
    this.#c = 0x243f6a88 | 0;
    for (let i = 0; i < 12; i++) {
      this.bits();
    }
  }

  /** 32 random bits, signed. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** A number in [0, 1). */
  unit(): number {
    return (this.bits() >>> 0) / 4_294_967_296;
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.unit() * (high - low);
  }

  /** A whole number in [low, high], both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** True with the given probability, 0–1. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** About normally distributed: the sum of four even draws. */
  normal(mean: number, deviation: number): number {
    return mean + (this.unit() + this.unit() + this.unit() + this.unit() - 2) * 1.732 * deviation;
  }

  /** One of the items, each as likely. Throws when there is none. */
  pick<T>(items: readonly T[]): T {
    return at(items, Math.floor(this.unit() * items.length));
  }

  /** One of the values, as likely as its weight says. */
  weighted<T>(choices: Choices<T>): T {
    const drawn = this.unit() * choices.total;
    const { values, ends } = choices;
    let index = 0;
    while (index < ends.length - 1 && drawn >= at(ends, index)) {
      index += 1;
    }
    return at(values, index);
  }
}

/** Values with their weights, prepared for drawing. */
export interface Choices<T> {
  readonly values: readonly T[];
  readonly ends: readonly number[];
  readonly total: number;
}

/** Prepares values and weights for `Random.weighted`. */
export function choices<T>(weights: readonly (readonly [value: T, weight: number])[]): Choices<T> {
  let total = 0;
  const ends = weights.map(([, weight]) => {
    total += weight;
    return total;
  });
  return { values: weights.map(([value]) => value), ends, total };
}

/** The item at an index that is known to exist. Throws when it does not. */
export function at<T>(items: ArrayLike<T>, index: number): T {
  const item = items[index];
  if (item === undefined) {
    throw new Error(`no item ${index} of ${items.length}`);
  }
  return item;
}
