import { createLogLine, readLine } from './log-line.ts';
import { slowest } from './slowest.ts';

export interface Summary {
  readonly lines: number;
  readonly slowestPath: string | null;
  /** How many lines have that status. */
  count(status: number): number;
}

/** What stays of a log when the log has gone. `count` is made where there is no log that it could hold. */
export function summarise(log: Buffer): Summary {
  return summaryOf(countStatuses(log), slowest(log, 1)[0]?.path ?? null);
}

function summaryOf(counts: ReadonlyMap<number, number>, slowestPath: string | null): Summary {
  let lines = 0;
  for (const count of counts.values()) lines += count;
  return { lines, slowestPath, count: (status) => counts.get(status) ?? 0 };
}

function countStatuses(log: Buffer): Map<number, number> {
  const counts = new Map<number, number>();
  const line = createLogLine();
  for (let from = readLine(log, 0, line); from !== -1; from = readLine(log, from, line)) {
    counts.set(line.status, (counts.get(line.status) ?? 0) + 1);
  }
  return counts;
}
