import { describe, expect, test } from 'vitest';
import { createLogLine, createMovingAverage, readLine, slowest, summarise } from '../src/index.ts';

const text =
  '00:00:00.000 DEBUG 100 0 /\n23:59:59.999 ERROR 599 999999999 /ü b \n12:30:15.250 WARN 100 999999999 /日本\n';

test('lines follow one upon the other, and an unfinished one is left', () => {
  const log = Buffer.from(`${text}12:30:16.000 INFO 2`);
  const line = createLogLine();
  const paths = [];
  let from = 0;
  for (let next = readLine(log, from, line); next !== -1; next = readLine(log, from, line)) {
    paths.push([line.atMs, line.level, line.status, log.toString('utf8', line.pathStart, line.pathEnd)]);
    from = next;
  }
  expect(paths).toEqual([
    [0, 'DEBUG', 100, '/'],
    [86_399_999, 'ERROR', 599, '/ü b '],
    [45_015_250, 'WARN', 100, '/日本'],
  ]);
  expect(from).toBe(Buffer.byteLength(text));
  expect(line.micros).toBe(999_999_999);
});

describe('a moving average', () => {
  test('forgets what left its window', () => {
    const average = createMovingAverage(2);
    const means = new Float64Array(4).fill(-1);
    average.feed(Float64Array.of(1e12, 1, 2), means);
    expect([...means]).toEqual([1e12, (1e12 + 1) / 2, 1.5, -1]);
    average.feed(Float64Array.of(4), means);
    expect(means[0]).toBe(3);
  });
});

describe('what outlives its log', () => {
  test('are the slowest lines', () => {
    const log = Buffer.from(text);
    const lines = slowest(log, 2);
    log.fill(0);
    expect(lines.map(({ status, path }) => [status, path])).toEqual([
      [599, '/ü b '],
      [100, '/日本'],
    ]);
    expect(Buffer.from(lines[0]?.raw ?? []).toString()).toBe('23:59:59.999 ERROR 599 999999999 /ü b ');
    expect(slowest(log, 0)).toEqual([]);
  });

  test('is the summary', () => {
    const log = Buffer.from(text);
    const summary = summarise(log);
    log.fill(0);
    expect([summary.lines, summary.slowestPath]).toEqual([3, '/ü b ']);
    expect([100, 599, 200].map((status) => summary.count(status))).toEqual([2, 1, 0]);
    expect(summarise(Buffer.alloc(0))).toMatchObject({ lines: 0, slowestPath: null });
  });
});
