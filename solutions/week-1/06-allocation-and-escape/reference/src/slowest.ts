import { createLogLine, readLine } from './log-line.ts';

export interface SlowLine {
  readonly micros: number;
  readonly status: number;
  readonly path: string;
  /** The bytes of the whole line, without its newline. */
  readonly raw: Uint8Array;
}

/** The slowest lines of a log, the slowest first. They are copies: nothing of them keeps the log alive. */
export function slowest(log: Buffer, count: number): SlowLine[] {
  const found: { from: number; micros: number }[] = [];
  const line = createLogLine();
  for (let from = 0, next = 0; ; from = next) {
    next = readLine(log, from, line);
    if (next === -1) break;
    if (found.length === count && line.micros <= (found.at(-1)?.micros ?? Number.POSITIVE_INFINITY)) continue;
    const slower = found.findLastIndex(({ micros }) => micros >= line.micros);
    found.splice(slower + 1, 0, { from, micros: line.micros });
    if (found.length > count) found.pop();
  }
  return found.map(({ from }) => copyLine(log, from));
}

function copyLine(log: Buffer, from: number): SlowLine {
  const line = createLogLine();
  readLine(log, from, line);
  return {
    micros: line.micros,
    status: line.status,
    path: log.toString('utf8', line.pathStart, line.pathEnd),
    // The slice of a Uint8Array is a copy; that of a Buffer would be a view.
    raw: Uint8Array.prototype.slice.call(log, from, line.pathEnd),
  };
}
