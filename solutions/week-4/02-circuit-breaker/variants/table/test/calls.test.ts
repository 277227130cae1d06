import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { CallTimeoutError } from '../src/index.ts';
import { createWorld, down, settled } from './world.ts';

describe('a timeout', () => {
  test('rejects, aborts and counts, whatever isFailure says', async () => {
    const { breaker, call, clock } = createWorld({ callTimeoutMs: 50, isFailure: () => false });
    const slow = call();
    await clock.advance(50);
    const error = await slow.promise.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CallTimeoutError);
    expect(error).toMatchObject({ timeoutMs: 50 });
    expect(slow.seen.signal?.reason).toBe(error);
    slow.reject(new Error('too late to be heard'));
    await settled();
    expect(breaker.stats).toMatchObject({ successes: 0, failures: 1, timeouts: 1 });
  });

  test('of another breaker is a failure like any other', async () => {
    const { breaker } = createWorld({ callTimeoutMs: 50 });
    const foreign = new Error('from within');
    foreign.name = 'CallTimeoutError';
    await breaker.execute(() => Promise.reject(foreign)).catch(() => {});
    expect(breaker.stats).toMatchObject({ failures: 1, timeouts: 0 });
  });
});

describe('a caller that aborts', () => {
  test('hears its own reason, and counts nowhere', async () => {
    const { breaker, call } = createWorld();
    const controller = new AbortController();
    const calls = [call(controller.signal), call(controller.signal)];
    controller.abort('closed the tab');
    for (const { promise, seen } of calls) {
      await expect(promise).rejects.toBe('closed the tab');
      expect(seen.signal?.reason).toBe('closed the tab');
    }
    expect(breaker.state).toBe('closed');
    expect(breaker.stats).toMatchObject({ successes: 0, failures: 0, rejected: 0 });
  });

  test('gives the place of its probe back', async () => {
    const { breaker, call, open } = createWorld();
    await open();
    const controller = new AbortController();
    const probe = call(controller.signal);
    controller.abort();
    await expect(probe.promise).rejects.toThrow();
    expect(breaker.state).toBe('half-open');
    expect(call().seen.called).toBe(true);
  });

  test('before the call changes nothing', async () => {
    const { breaker, call, open } = createWorld();
    await open();
    const early = call(AbortSignal.abort('no more'));
    await expect(early.promise).rejects.toBe('no more');
    expect(early.seen.called).toBe(false);
    expect(breaker.state).toBe('open');
  });
});

describe('isFailure', () => {
  test('refuses an error: it is a success', async () => {
    const { breaker, fail } = createWorld({ isFailure: (error) => error !== 'not found' });
    await fail();
    await expect(breaker.execute(() => Promise.reject('not found'))).rejects.toBe('not found');
    await fail();
    expect(breaker.state).toBe('closed');
    expect(breaker.stats).toMatchObject({ successes: 1, failures: 2 });
  });

  test('throws: it is a failure, and the caller sees the original', async () => {
    const isFailure = () => {
      throw new Error('a bug in the filter');
    };
    const { breaker } = createWorld({ isFailure });
    await expect(breaker.execute(down)).rejects.toThrow('down');
    expect(breaker.stats.failures).toBe(1);
  });
});

test('a call that has settled leaves no timer and no listener', async () => {
  const { breaker, call, clock } = createWorld({ callTimeoutMs: 50, failureThreshold: 9 });
  const { signal } = new AbortController();
  await breaker.execute(() => 'fine', { signal });
  await breaker.execute(down, { signal }).catch(() => {});
  expect(clock.pending).toBe(0);
  const slow = call(signal);
  await clock.advance(50);
  await slow.promise.catch(() => {});
  expect(clock.pending).toBe(0);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
