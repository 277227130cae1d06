import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { CallTimeoutError, CircuitOpenError, type StateChange } from '../src/index.ts';
import { createWorld, down, settled } from './world.ts';

describe('closed', () => {
  test('values and errors pass through', async () => {
    const { breaker } = createWorld();
    const error = new Error('this one');
    expect(await breaker.execute(() => 0)).toBe(0);
    await expect(breaker.execute(() => Promise.reject(error))).rejects.toBe(error);
    await expect(
      breaker.execute(() => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(breaker.stats).toMatchObject({ successes: 1, failures: 2 });
  });

  test('opens at the threshold, neither before nor after', async () => {
    const { breaker, fail } = createWorld({ failureThreshold: 3 });
    await fail(2);
    expect(breaker.state).toBe('closed');
    await fail();
    expect(breaker.state).toBe('open');
    expect(breaker.stats).toMatchObject({ consecutiveFailures: 3, openedAt: 5000 });
  });

  test('a success resets the count', async () => {
    const { breaker, fail } = createWorld();
    await fail();
    await breaker.execute(() => 'fine');
    await fail();
    expect(breaker.state).toBe('closed');
  });

  test.each([{ failureThreshold: 0 }, { halfOpenMaxCalls: 1.5 }, { callTimeoutMs: Number.NaN }])(
    '%o makes no sense',
    (options) => {
      expect(() => createWorld(options)).toThrow(RangeError);
    },
  );
});

describe('open', () => {
  test('calls are refused, with the time that is left', async () => {
    const { breaker, call, clock, fail } = createWorld();
    await fail(2);
    await clock.advance(300);
    const refused = call();
    await expect(refused.promise).rejects.toBeInstanceOf(CircuitOpenError);
    await expect(refused.promise).rejects.toMatchObject({ retryAfterMs: 700 });
    expect(refused.seen.called).toBe(false);
    expect(breaker.stats.rejected).toBe(1);
    expect(clock.pending).toBe(0);
  });
});

describe('half-open', () => {
  test('as many probes at once as there are places', async () => {
    const { call, open } = createWorld({ halfOpenMaxCalls: 2, successThreshold: 9 });
    await open();
    const [first, second, third] = [call(), call(), call()];
    expect([first, second, third].map(({ seen }) => seen.called)).toEqual([true, true, false]);
    await expect(third.promise).rejects.toMatchObject({ retryAfterMs: 0 });
    first.resolve('fine');
    await first.promise;
    expect(call().seen.called).toBe(true);
  });

  test('closes with as many successes as it takes', async () => {
    const { breaker, open } = createWorld({ successThreshold: 2 });
    await open();
    await breaker.execute(() => 'fine');
    expect(breaker.state).toBe('half-open');
    await breaker.execute(() => 'fine');
    expect(breaker.state).toBe('closed');
    expect(breaker.stats).toMatchObject({ consecutiveFailures: 0, openedAt: null });
  });

  test('one failure opens it for a full new timeout', async () => {
    const { breaker, call, clock, open } = createWorld();
    await open();
    const probe = call();
    await clock.advance(400);
    probe.reject(new Error('still down'));
    await settled();
    expect(breaker.state).toBe('open');
    expect(breaker.stats.openedAt).toBe(6400);
    await expect(call().promise).rejects.toMatchObject({ retryAfterMs: 1000 });
  });
});

describe('a call of an earlier period', () => {
  test('does not close a half-open breaker by its success', async () => {
    const { breaker, call, open } = createWorld();
    const late = call();
    await open();
    call();
    late.resolve('at last');
    expect(await late.promise).toBe('at last');
    expect(breaker.state).toBe('half-open');
    expect(breaker.stats.successes).toBe(1);
  });

  test('does not count in a later period of the same name', async () => {
    const { breaker, call, open } = createWorld();
    const late = [call(), call()];
    await open();
    await breaker.execute(() => 'fine');
    for (const { reject } of late) reject(new Error('late'));
    await settled();
    expect(breaker.state).toBe('closed');
    expect(breaker.stats).toMatchObject({ consecutiveFailures: 0, failures: 4 });
  });
});

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

describe('listeners', () => {
  test('listeners hear each change, with its reason, before the call settles', async () => {
    const { breaker, clock, fail } = createWorld({ callTimeoutMs: 50 });
    const heard: string[] = [];
    breaker.onStateChange((change) => heard.push(way(change)));
    await fail();
    await breaker.execute(down).catch(() => heard.push('rejected'));
    await clock.advance(1000);
    const probe = breaker.execute(() => new Promise(() => {})).catch(() => {});
    await clock.advance(50);
    await probe;
    await clock.advance(1000);
    await breaker.execute(() => 'fine');
    expect(heard).toEqual([
      'closed → open (failure)',
      'rejected',
      'open → half-open (reset)',
      'half-open → open (timeout)',
      'open → half-open (reset)',
      'half-open → closed (success)',
    ]);
  });

  test('a listener that throws disturbs nobody', async () => {
    const { breaker, open } = createWorld();
    const heard: string[] = [];
    breaker.onStateChange(() => {
      throw new Error('the disk is full');
    });
    breaker.onStateChange(({ to }) => heard.push(to));
    await open();
    expect(await breaker.execute(() => 'fine')).toBe('fine');
    expect(heard).toEqual(['open', 'half-open', 'closed']);
  });

  test('a change that a listener causes waits until all have heard the one before', async () => {
    const { breaker, clock, fail } = createWorld();
    const heard: string[] = [];
    breaker.onStateChange(({ to }) => {
      heard.push(`first: ${to}`);
      if (to !== 'open') return;
      void clock.advance(1000);
      void breaker.execute(() => new Promise(() => {}));
    });
    breaker.onStateChange(({ to }) => heard.push(`second: ${to}`));
    await fail(2);
    expect(heard).toEqual(['first: open', 'second: open', 'first: half-open', 'second: half-open']);
  });
});

/** A change in words. */
const way = ({ from, to, reason }: StateChange) => `${from} → ${to} (${reason})`;
