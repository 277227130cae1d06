import { describe, expect, test } from 'vitest';
import { type JobEvent, type JobState, transition } from '../src/index.ts';

const states = ['queued', 'running', 'succeeded', 'retrying', 'dead', 'cancelled'] as const;

/** A job in its second attempt out of three. */
function jobIn(state: JobState['state'], more: Partial<JobState> = {}): JobState {
  return Object.freeze({ state, attempt: 2, counted: 2, maxAttempts: 3, cancelRequested: false, ...more });
}

const claim: JobEvent = { type: 'claim' };
const succeed: JobEvent = { type: 'succeed', attempt: 2 };
const fail: JobEvent = { type: 'fail', attempt: 2, permanent: false };
const failForGood: JobEvent = { type: 'fail', attempt: 2, permanent: true };
const release: JobEvent = { type: 'release', attempt: 2 };
const expire: JobEvent = { type: 'expire', attempt: 2 };
const cancel: JobEvent = { type: 'cancel' };
const requeue: JobEvent = { type: 'requeue' };

/** Every event, and what it makes of a job in each state where it fits. */
const table: readonly { event: JobEvent; fits: Partial<Record<JobState['state'], Partial<JobState>>> }[] = [
  {
    event: claim,
    fits: {
      queued: { state: 'running', attempt: 3, counted: 3 },
      retrying: { state: 'running', attempt: 3, counted: 3 },
    },
  },
  { event: succeed, fits: { running: { state: 'succeeded' } } },
  { event: fail, fits: { running: { state: 'retrying' } } },
  { event: failForGood, fits: { running: { state: 'dead' } } },
  { event: release, fits: { running: { state: 'queued', counted: 1 } } },
  { event: expire, fits: { running: { attempt: 3, counted: 3 } } },
  {
    event: cancel,
    fits: {
      queued: { state: 'cancelled', cancelRequested: true },
      retrying: { state: 'cancelled', cancelRequested: true },
      running: { cancelRequested: true },
      cancelled: { cancelRequested: true },
    },
  },
  { event: requeue, fits: { dead: { state: 'queued', counted: 0 } } },
];

describe.each(table)('$event', ({ event, fits }) => {
  test.each(states)('of a job that is %s', (state) => {
    const job = jobIn(state);
    const changes = fits[state];
    expect(transition(job, event)).toEqual(changes === undefined ? null : { ...job, ...changes });
  });
});

describe('the fence', () => {
  const spoken = [succeed, fail, failForGood, release, expire];

  test.each(spoken)('%o is not heard of a newer attempt', (event) => {
    expect(transition(jobIn('running', { attempt: 3 }), event)).toBeNull();
  });

  test.each(spoken)('%o is not heard of an older one', (event) => {
    expect(transition(jobIn('running', { attempt: 1 }), event)).toBeNull();
  });
});

describe('the last attempt', () => {
  const last = jobIn('running', { counted: 3 });

  test('that fails makes the job dead', () => {
    expect(transition(last, fail)).toEqual({ ...last, state: 'dead' });
  });

  test('that expires makes the job dead', () => {
    expect(transition(last, expire)).toEqual({ ...last, state: 'dead' });
  });

  test('that is released is given back', () => {
    expect(transition(last, release)).toEqual({ ...last, state: 'queued', counted: 2 });
  });

  test('is told by what counts, not by the number', () => {
    const requeued = jobIn('running', { counted: 1, maxAttempts: 2 });
    expect(transition(requeued, fail)).toMatchObject({ state: 'retrying' });
    expect(transition(requeued, expire)).toMatchObject({ state: 'running', attempt: 3, counted: 2 });
  });
});

describe('a job that is to be cancelled', () => {
  const doomed = jobIn('running', { cancelRequested: true });

  test('succeeds when its handler does', () => {
    expect(transition(doomed, succeed)).toEqual({ ...doomed, state: 'succeeded' });
  });

  test.each([fail, failForGood, expire])('is cancelled by %o', (event) => {
    expect(transition(doomed, event)).toEqual({ ...doomed, state: 'cancelled' });
  });

  test('is cancelled by a release', () => {
    expect(transition(doomed, release)).toEqual({ ...doomed, state: 'cancelled', counted: 1 });
  });

  test('may be cancelled once more', () => {
    expect(transition(doomed, cancel)).toEqual(doomed);
  });

  test('is not any more when it is requeued', () => {
    const dead = jobIn('dead', { cancelRequested: true });
    expect(transition(dead, requeue)).toMatchObject({ state: 'queued', cancelRequested: false, attempt: 2 });
  });
});

test('a job that was cancelled twice is as it was', () => {
  const cancelled = jobIn('cancelled', { cancelRequested: true });
  expect(transition(cancelled, cancel)).toEqual(cancelled);
});

test('the job that it is given stays as it was', () => {
  const job = { ...jobIn('queued') };
  const after = transition(job, claim);
  expect(job).toEqual(jobIn('queued'));
  expect(after).not.toBe(job);
});
