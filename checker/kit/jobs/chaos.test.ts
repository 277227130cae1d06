import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { type ChaosSchedule, makeSchedule, shortenSchedule, tellSchedule } from './chaos.ts';

const bounds = {
  workers: 4,
  steps: 8,
  starts: 200,
  forMs: { kill: [0, 100], pause: [500, 900], cut: [300, 600] },
} as const;

test('the same seed makes the same schedule, within its bounds', () => {
  const schedule = makeSchedule(createRandom(5), bounds);
  expect(makeSchedule(createRandom(5), bounds)).toEqual(schedule);
  expect(makeSchedule(createRandom(6), bounds)).not.toEqual(schedule);
  expect(schedule).toHaveLength(8);
  for (const { worker, act, forMs, afterStarts } of schedule) {
    expect([0, 1, 2, 3]).toContain(worker);
    const [least, most] = bounds.forMs[act];
    expect(forMs).toBeGreaterThanOrEqual(least);
    expect(forMs).toBeLessThanOrEqual(most);
    expect(afterStarts).toBeLessThan(200);
  }
  const starts = schedule.map(({ afterStarts }) => afterStarts);
  expect(starts).toEqual(starts.toSorted((left, right) => left - right));
  expect(new Set(schedule.map(({ act }) => act))).toEqual(new Set(['kill', 'pause', 'cut']));
  expect(new Set(schedule.slice(0, 4).map(({ worker }) => worker)).size).toBe(4);
});

const step = (afterStarts: number) => ({ afterStarts, worker: 0, act: 'pause', forMs: 1 }) as const;
const eight = Array.from({ length: 8 }, (_, index) => step(index));
const has = (schedule: ChaosSchedule, ...starts: number[]) =>
  starts.every((start) => schedule.some(({ afterStarts }) => afterStarts === start));

test.each([
  ['one step', [5]],
  ['two steps that lie apart', [1, 6]],
  ['no step at all', []],
])('what fails by %s is shortened to that', async (_, needed) => {
  const shortest = await shortenSchedule(
    eight,
    async (schedule) => has(schedule, ...needed),
    () => true,
  );
  expect(shortest.map(({ afterStarts }) => afterStarts)).toEqual(needed);
});

test('without time left it is the shortest that was seen to fail', async () => {
  let tries = 0;
  const fails = async (schedule: ChaosSchedule) => {
    tries += 1;
    return has(schedule, 7);
  };
  const shortest = await shortenSchedule(eight, fails, () => tries < 1);
  expect(shortest).toEqual(eight.slice(4));
});

test('a schedule is told in words', () => {
  expect(tellSchedule([step(3)])).toBe('after 3 starts pause worker 1 for 1 ms');
  expect(tellSchedule([])).toBe('no faults at all');
});
