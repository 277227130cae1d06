import { createLogLine, type LogLine, readLine } from './log-line.ts';

export interface Summary {
  readonly lines: number;
  readonly slowestPath: string | null;
  /** How many lines have that status. */
  count(status: number): number;
}

export function summarise(log: Buffer): Summary {
  const counts = new Map<number, number>();
  let lines = 0;
  let slowestPath: string | null = null;
  let slowestMicros = -1;

  const take = (line: LogLine) => {
    lines += 1;
    counts.set(line.status, (counts.get(line.status) ?? 0) + 1);
    if (line.micros <= slowestMicros) return;
    slowestMicros = line.micros;
    slowestPath = log.toString('utf8', line.pathStart, line.pathEnd);
  };

  const line = createLogLine();
  for (let from = readLine(log, 0, line); from !== -1; from = readLine(log, from, line)) take(line);

  // `log` is not used below this line, so it is free to go
  return { lines, slowestPath, count: (status) => counts.get(status) ?? 0 };
}
