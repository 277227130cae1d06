import type { Family, Sample } from './exposition.ts';

interface Series {
  /** By bucket, each for itself; the last is what no bound holds. */
  readonly counts: number[];
  sum: number;
}

/** How observations are spread, by the value of one label. */
export class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  /** @param bounds ascending; the one without a bound comes by itself */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#bounds = [...bounds, Infinity];
  }

  observe(type: string, value: number): void {
    const series = this.#series.get(type) ?? { counts: this.#bounds.map(() => 0), sum: 0 };
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += value;
    this.#series.set(type, series);
  }

  family(): Family {
    const samples = [...this.#series].flatMap(([type, series]) => this.#samplesOf(type, series));
    return { name: this.#name, help: this.#help, type: 'histogram', samples };
  }

  /** Each bucket counts everything up to its bound; so the last one, which has none, is the count of all. */
  #samplesOf(type: string, { counts, sum }: Series): Sample[] {
    let upTo = 0;
    const buckets = this.#bounds.map((bound, index): Sample => {
      upTo += counts[index] ?? 0;
      return {
        suffix: '_bucket',
        labels: { type, le: bound === Infinity ? '+Inf' : String(bound) },
        value: upTo,
      };
    });
    return [
      ...buckets,
      { suffix: '_sum', labels: { type }, value: sum },
      { suffix: '_count', labels: { type }, value: upTo },
    ];
  }
}
