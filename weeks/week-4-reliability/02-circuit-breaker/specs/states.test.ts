import { describe, expect, test } from 'vitest';
import { CircuitOpenError, createCircuitBreaker } from '../src/index.ts';
import { manualClock } from './clock.ts';

const down = () => Promise.reject(new Error('down'));
const up = async () => 'up';

function make() {
  const clock = manualClock();
  const breaker = createCircuitBreaker({ failureThreshold: 3, resetTimeoutMs: 1000, clock });
  const fail = async (times: number) => {
    for (let time = 0; time < times; time++) await expect(breaker.execute(down)).rejects.toThrow('down');
  };
  return { clock, breaker, fail };
}

describe('closed', () => {
  test('passes values and errors through', async () => {
    const { breaker } = make();
    expect(await breaker.execute(up)).toBe('up');
    expect(await breaker.execute(() => 7)).toBe(7);
    await expect(breaker.execute(down)).rejects.toThrow('down');
  });

  test('calls the function synchronously, with a signal', () => {
    const { breaker } = make();
    let seen: unknown;
    void breaker.execute((signal) => {
      seen = signal;
    });
    expect(seen).toBeInstanceOf(AbortSignal);
  });

  test('a function that throws rejects, and counts', async () => {
    const { breaker } = make();
    const thrower = () => {
      throw new Error('at once');
    };
    await expect(breaker.execute(thrower)).rejects.toThrow('at once');
    expect(breaker.stats).toMatchObject({ failures: 1, consecutiveFailures: 1 });
  });

  test('opens with the third failure in a row', async () => {
    const { breaker, fail } = make();
    await fail(2);
    expect(breaker.state).toBe('closed');
    await fail(1);
    expect(breaker.state).toBe('open');
  });

  test('a success between them starts the count again', async () => {
    const { breaker, fail } = make();
    await fail(2);
    await breaker.execute(up);
    await fail(2);
    expect(breaker.state).toBe('closed');
  });

  test('options that make no sense are refused', () => {
    const clock = manualClock();
    expect(() => createCircuitBreaker({ failureThreshold: 0, resetTimeoutMs: 1, clock })).toThrow(RangeError);
    expect(() => createCircuitBreaker({ failureThreshold: 1, resetTimeoutMs: Number.NaN, clock })).toThrow(
      RangeError,
    );
  });
});

describe('open', () => {
  test('rejects without calling the function, and says for how long', async () => {
    const { breaker, clock, fail } = make();
    await fail(3);
    await clock.advance(400);
    let called = false;
    const call = breaker.execute(() => {
      called = true;
    });
    await expect(call).rejects.toThrow(CircuitOpenError);
    await expect(call).rejects.toMatchObject({ name: 'CircuitOpenError', retryAfterMs: 600 });
    expect(called).toBe(false);
    expect(breaker.stats).toMatchObject({ rejected: 1, openedAt: 0 });
  });

  test('stays open until a call comes, and keeps no timer', async () => {
    const { breaker, clock, fail } = make();
    await fail(3);
    await clock.advance(5000);
    expect(breaker.state).toBe('open');
    expect(clock.pending).toBe(0);
  });
});

describe('half-open', () => {
  test('one probe runs, the others are rejected', async () => {
    const { breaker, clock, fail } = make();
    await fail(3);
    await clock.advance(1000);
    const probe = breaker.execute(up);
    expect(breaker.state).toBe('half-open');
    await expect(breaker.execute(up)).rejects.toMatchObject({ retryAfterMs: 0 });
    expect(await probe).toBe('up');
  });

  test('a probe that succeeds closes it', async () => {
    const { breaker, clock, fail } = make();
    await fail(3);
    await clock.advance(1000);
    await breaker.execute(up);
    expect(breaker.state).toBe('closed');
    expect(breaker.stats).toMatchObject({ consecutiveFailures: 0, openedAt: null });
  });

  test('a probe that fails opens it again, for a full timeout', async () => {
    const { breaker, clock, fail } = make();
    await fail(3);
    await clock.advance(1500);
    await fail(1);
    expect(breaker.state).toBe('open');
    await expect(breaker.execute(up)).rejects.toMatchObject({ retryAfterMs: 1000 });
  });
});
