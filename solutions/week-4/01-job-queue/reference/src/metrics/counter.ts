import type { Family, Sample } from './exposition.ts';

/** Counts by the value of one label. */
export class Counter {
  readonly #name: string;
  readonly #help: string;
  readonly #counts = new Map<string, number>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  increment(type: string): void {
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }

  family(): Family {
    const samples: Sample[] = [...this.#counts].map(([type, value]) => ({ labels: { type }, value }));
    return { name: this.#name, help: this.#help, type: 'counter', samples };
  }
}
