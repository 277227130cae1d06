import { describe, expect, test } from 'vitest';
import { CircuitOpenError, createCircuitBreaker } from '../src/index.ts';
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

test('two breakers know nothing of each other', async () => {
  const { breaker, clock } = createWorld();
  const other = createCircuitBreaker({ failureThreshold: 1, resetTimeoutMs: 1, clock });
  await other.execute(down).catch(() => {});
  expect([other.state, breaker.state]).toEqual(['open', 'closed']);
});
