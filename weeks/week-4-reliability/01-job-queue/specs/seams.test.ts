import { describe, expect, test } from 'vitest';
import { backoffDelay, type JobState, PermanentError, transition } from '../src/index.ts';

const fresh: JobState = { state: 'queued', attempt: 0, counted: 0, maxAttempts: 2, cancelRequested: false };
const running: JobState = { ...fresh, state: 'running', attempt: 1, counted: 1 };

describe('transition', () => {
  test('a claim begins an attempt, and counts it', () => {
    expect(transition(fresh, { type: 'claim' })).toEqual(running);
    expect(transition(running, { type: 'claim' })).toBeNull();
  });

  test('an attempt that is not the newest is not heard', () => {
    const second: JobState = { ...running, attempt: 2, counted: 2 };
    expect(transition(second, { type: 'succeed', attempt: 1 })).toBeNull();
    expect(transition(second, { type: 'succeed', attempt: 2 })).toEqual({ ...second, state: 'succeeded' });
  });

  test('a failure is retried as long as there are attempts left', () => {
    const fail = { type: 'fail', attempt: 1, permanent: false } as const;
    expect(transition(running, fail)).toEqual({ ...running, state: 'retrying' });
    expect(transition({ ...running, maxAttempts: 1 }, fail)).toEqual({
      ...running,
      maxAttempts: 1,
      state: 'dead',
    });
    expect(transition(running, { ...fail, permanent: true })).toEqual({ ...running, state: 'dead' });
  });

  test('a requeue gives all attempts back, and goes on with the numbers', () => {
    const dead: JobState = { ...running, state: 'dead', attempt: 2, counted: 2 };
    expect(transition(dead, { type: 'requeue' })).toEqual({ ...dead, state: 'queued', counted: 0 });
  });
});

describe('backoffDelay', () => {
  test('doubles up to the maximum, and half of it is chance', () => {
    const options = { baseMs: 100, maxMs: 1000 };
    expect([1, 2, 3, 4, 5, 6].map((n) => backoffDelay(n, options, () => 0))).toEqual([
      50, 100, 200, 400, 500, 500,
    ]);
    expect(backoffDelay(2, options, () => 0.5)).toBe(150);
  });

  test('has no limit but the maximum', () => {
    expect(backoffDelay(33, { baseMs: 1, maxMs: 1e15 }, () => 0)).toBe(2 ** 31);
    expect(() => backoffDelay(0, { baseMs: 1, maxMs: 1 }, () => 0)).toThrow(RangeError);
  });
});

test('PermanentError is known by its name', () => {
  expect(new PermanentError('never')).toMatchObject({ name: 'PermanentError', message: 'never' });
});
