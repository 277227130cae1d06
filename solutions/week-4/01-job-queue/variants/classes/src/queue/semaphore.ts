/** So many permits, for whoever holds one at a time. */
export class Semaphore {
  readonly #size: number;
  #taken = 0;
  #whenFree: (() => void)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  get free(): number {
    return this.#size - this.#taken;
  }

  /** The permit is given back when the work is done, however it ends. */
  async use(work: () => Promise<void>): Promise<void> {
    if (this.free === 0) throw new RangeError('all permits are taken');
    this.#taken += 1;
    try {
      await work();
    } finally {
      this.#taken -= 1;
      if (this.#taken === 0) for (const resolve of this.#whenFree.splice(0)) resolve();
    }
  }

  /** Resolves when nobody holds a permit. */
  async allFree(): Promise<void> {
    if (this.#taken > 0) await new Promise<void>((resolve) => this.#whenFree.push(resolve));
  }
}
