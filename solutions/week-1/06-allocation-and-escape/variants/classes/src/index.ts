import { readInto } from './byte-reader.ts';
import { LogLine } from './line.ts';
import { Ranking, type SlowLine } from './ranking.ts';
import { StatusTable } from './status-table.ts';
import { MovingAverage } from './window.ts';

export type { LogLine, MovingAverage, SlowLine, StatusTable as Summary };
export { readInto as readLine };

export function createLogLine(): LogLine {
  return new LogLine();
}

export function createMovingAverage(size: number): MovingAverage {
  return new MovingAverage(size);
}

export function slowest(log: Buffer, count: number): SlowLine[] {
  return new Ranking(log).best(count);
}

export function summarise(log: Buffer): StatusTable {
  return new StatusTable(log);
}
