import { createLogLine, readLine } from './log-line.ts';

export interface SlowLine {
  readonly micros: number;
  readonly status: number;
  readonly path: string;
  /** The bytes of the whole line, without its newline. */
  readonly raw: Uint8Array;
}

export function slowest(log: Buffer, count: number): SlowLine[] {
  const all: SlowLine[] = [];
  const line = createLogLine();
  for (let from = 0, next = readLine(log, from, line); next !== -1; next = readLine(log, from, line)) {
    all.push({
      micros: line.micros,
      status: line.status,
      path: log.toString('utf8', line.pathStart, line.pathEnd),
      // a few bytes, so this is cheap
      raw: log.subarray(from, next - 1),
    });
    from = next;
  }
  return all.sort((left, right) => right.micros - left.micros).slice(0, count);
}
