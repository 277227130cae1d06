/** The seam as the exercise's page describes it; the driver meets the learner's module through it. */
export interface Seam {
  createLogLine(): LogLine;
  readLine: ReadLine;
  createMovingAverage: CreateMovingAverage;
  slowest(log: Buffer, count: number): readonly SlowLine[];
  summarise(log: Buffer): Summary;
}

export type ReadLine = (log: Buffer, from: number, line: LogLine) => number;

export interface LogLine {
  atMs: number;
  level: string;
  status: number;
  micros: number;
  pathStart: number;
  pathEnd: number;
}

export type CreateMovingAverage = (size: number) => MovingAverage;

export interface MovingAverage {
  feed(values: Float64Array, means: Float64Array): void;
}

export interface SlowLine {
  readonly micros: number;
  readonly status: number;
  readonly path: string;
  readonly raw: Uint8Array;
}

export interface Summary {
  readonly lines: number;
  readonly slowestPath: string | null;
  count(status: number): number;
}
