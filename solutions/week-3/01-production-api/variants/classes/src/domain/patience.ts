/** How much of the time that one piece of work may wait for Redis has been used, in parts of what one command may take. */
export class Patience {
  static readonly #most = 1.85;
  #used = 0;

  /** How long the next command may be waited for. */
  next(commandMs: number): number {
    return Math.max(0, Math.min(1, Patience.#most - this.#used) * commandMs);
  }

  spend(ms: number, commandMs: number): void {
    this.#used += ms / commandMs;
  }
}
