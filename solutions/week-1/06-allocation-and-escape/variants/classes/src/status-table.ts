import { readInto } from './byte-reader.ts';
import { LogLine } from './line.ts';
import { Ranking } from './ranking.ts';

export class StatusTable {
  readonly #counts = new Uint32Array(1000);
  readonly slowestPath: string | null;

  constructor(log: Buffer) {
    const line = new LogLine();
    for (let from = readInto(log, 0, line); from > 0; from = readInto(log, from, line)) {
      this.#counts[line.status] = this.count(line.status) + 1;
    }
    this.slowestPath = new Ranking(log).best(1)[0]?.path ?? null;
  }

  get lines(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  count(status: number): number {
    return this.#counts[status] ?? 0;
  }
}
