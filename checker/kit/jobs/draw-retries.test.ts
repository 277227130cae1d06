import { expect, test } from 'vitest';
import { createTrace } from '../trace.ts';
import { createTraceLog } from '../trace-log.ts';
import { drawRetries } from './draw-retries.ts';

const time = (ms: number) => new Date(1e12 + ms).toISOString();

test('attempts stand beside the bands that their pauses had to lie in, and the pause that does not is the break', () => {
  const log = createTraceLog(() => 0);
  const trace = createTrace(log);
  trace.mark('judge', 'what came before');
  const attempt = { outcome: 'failed', nextRunAt: null };
  drawRetries(
    trace,
    [
      { ...attempt, number: 1, startedAt: time(0), endedAt: time(10), nextRunAt: time(90) },
      { ...attempt, number: 2, startedAt: time(95), endedAt: time(100), nextRunAt: time(180) },
      { ...attempt, number: 3, startedAt: time(190), endedAt: null, outcome: null },
    ],
    (number) => [50 * 2 ** (number - 1), 100 * 2 ** (number - 1)],
  );
  expect(log.recorded().trace.map(({ atMs, lane, phase, broken }) => [atMs, lane, phase ?? broken])).toEqual([
    [0, 'attempts', 'begin'],
    [10, 'attempts', 'end'],
    [60, 'allowed', 'begin'],
    [90, 'nextRunAt', false],
    [95, 'attempts', 'begin'],
    [100, 'attempts', 'end'],
    [110, 'allowed', 'end'],
    [180, 'nextRunAt', true],
    [190, 'attempts', 'begin'],
    [200, 'allowed', 'begin'],
    [300, 'allowed', 'end'],
  ]);
});
