import { describe, expect, test } from 'vitest';
import { slowest, summarise } from '../src/index.ts';
import { keptBy } from './memory.ts';

const text =
  '07:35:25.123 WARN 503 8123 /tasks/42\n07:35:25.140 INFO 200 81 /tasks/43\n07:35:25.150 INFO 200 8123 /\n';

/** 50 MB that begin with three lines, and go on with one that has no end yet. */
function largeLog(): Buffer {
  const log = Buffer.alloc(50_000_000, 'x');
  log.write(text);
  return log;
}

describe('slowest', () => {
  test('tells the slowest lines, of equally slow ones the earlier first', () => {
    const seen = slowest(Buffer.from(text), 2);
    expect(seen.map(({ micros, status, path }) => ({ micros, status, path }))).toEqual([
      { micros: 8123, status: 503, path: '/tasks/42' },
      { micros: 8123, status: 200, path: '/' },
    ]);
    expect(Buffer.from(seen[1]?.raw ?? []).toString()).toBe('07:35:25.150 INFO 200 8123 /');
  });

  test('copies what it returns', () => {
    const log = Buffer.from(text);
    const seen = slowest(log, 1);
    log.fill('#');
    expect(Buffer.from(seen[0]?.raw ?? []).toString()).toBe('07:35:25.123 WARN 503 8123 /tasks/42');
  });

  test('lets the log go', async () => {
    expect(await keptBy(() => slowest(largeLog(), 2))).toBeLessThan(5_000_000);
  });
});

describe('summarise', () => {
  test('counts', () => {
    const summary = summarise(Buffer.from(text));
    expect([summary.lines, summary.slowestPath]).toEqual([3, '/tasks/42']);
    expect([200, 503, 404].map((status) => summary.count(status))).toEqual([2, 1, 0]);
  });

  test('lets the log go', async () => {
    expect(await keptBy(() => summarise(largeLog()))).toBeLessThan(5_000_000);
  });
});
