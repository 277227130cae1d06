import { describe, expect, test } from 'vitest';
import { createLogLine, createMovingAverage, readLine } from '../src/index.ts';
import { garbageOf } from './memory.ts';

function read(log: Buffer) {
  const line = createLogLine();
  const seen = [];
  for (let from = readLine(log, 0, line); from !== -1 && seen.length < 10; from = readLine(log, from, line)) {
    const { pathStart, pathEnd, ...rest } = line;
    seen.push({ ...rest, path: log.toString('utf8', pathStart, pathEnd) });
  }
  return seen;
}

describe('readLine', () => {
  test('reads paths with blanks, and such as take more bytes than characters', () => {
    const log = Buffer.from(
      '07:35:25.123 WARN 503 8123 /tasks/a b\n23:59:59.999 DEBUG 200 0 /日本/ü?q=日本\n',
    );
    expect(read(log)).toEqual([
      { atMs: 27_325_123, level: 'WARN', status: 503, micros: 8123, path: '/tasks/a b' },
      { atMs: 86_399_999, level: 'DEBUG', status: 200, micros: 0, path: '/日本/ü?q=日本' },
    ]);
  });

  test('leaves a line without a newline for later', () => {
    const log = Buffer.from('07:35:25.123 INFO 200 81 /a\n07:35:26.000 INFO 20');
    const line = createLogLine();
    const next = readLine(log, 0, line);
    const before = { ...line };
    expect(readLine(log, next, line)).toBe(-1);
    expect(line).toEqual(before);
  });

  test('makes no garbage to speak of', () => {
    const log = Buffer.from('07:35:25.123 WARN 503 8123 /tasks/42?from=2026-11-23\n');
    const line = createLogLine();
    expect(garbageOf(() => readLine(log, 0, line))).toBeLessThan(30);
  });
});

describe('the moving average', () => {
  test('is that of the last values, over several feeds', () => {
    const average = createMovingAverage(3);
    const means = new Float64Array(2);
    average.feed(Float64Array.of(3, 6), means);
    expect([...means]).toEqual([3, 4.5]);
    average.feed(Float64Array.of(9, 30), means);
    expect([...means]).toEqual([6, 15]);
  });

  test('makes no garbage to speak of', () => {
    const average = createMovingAverage(64);
    const values = Float64Array.from({ length: 100 }, (_, at) => at * 7e9);
    const means = new Float64Array(values.length);
    expect(garbageOf(() => average.feed(values, means), 200) / values.length).toBeLessThan(10);
  });
});
