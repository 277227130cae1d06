export { createLogLine, type Level, type LogLine, readLine } from './log-line.ts';
export { createMovingAverage, type MovingAverage } from './moving-average.ts';
export { type SlowLine, slowest } from './slowest.ts';
export { type Summary, summarise } from './summary.ts';
