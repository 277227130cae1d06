import { readInto } from './byte-reader.ts';
import { LogLine } from './line.ts';

export class SlowLine {
  readonly micros: number;
  readonly status: number;
  readonly path: string;
  readonly raw: Uint8Array;

  constructor(log: Buffer, from: number, line: LogLine) {
    this.micros = line.micros;
    this.status = line.status;
    this.raw = new Uint8Array(log.subarray(from, line.pathEnd));
    this.path = new TextDecoder().decode(this.raw.subarray(line.pathStart - from));
  }
}

/** All lines of a log by their durations, as two lists of numbers. */
export class Ranking {
  private readonly log: Buffer;
  private readonly starts: number[] = [];
  private readonly micros: number[] = [];

  constructor(log: Buffer) {
    this.log = log;
    const line = new LogLine();
    for (let from = 0, next = readInto(log, from, line); next > 0; ) {
      this.starts.push(from);
      this.micros.push(line.micros);
      from = next;
      next = readInto(log, from, line);
    }
  }

  best(count: number): SlowLine[] {
    const order = [...this.micros.keys()];
    order.sort((left, right) => (this.micros[right] as number) - (this.micros[left] as number));
    return order.slice(0, count).map((place) => {
      const from = this.starts[place] as number;
      const line = new LogLine();
      readInto(this.log, from, line);
      return new SlowLine(this.log, from, line);
    });
  }
}
