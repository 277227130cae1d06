import { describe, expect, test } from 'vitest';
import { CallTimeoutError, createCircuitBreaker, type StateChange } from '../src/index.ts';
import { manualClock, settled } from './clock.ts';

function make(isFailure?: (error: unknown) => boolean) {
  const clock = manualClock();
  const options = { failureThreshold: 1, resetTimeoutMs: 1000, callTimeoutMs: 200, isFailure, clock };
  return { clock, breaker: createCircuitBreaker(options) };
}

const forever = () => new Promise<never>(() => {});
const down = () => Promise.reject(new Error('down'));

describe('timeouts', () => {
  test('reject the call, abort its signal, and count', async () => {
    const { breaker, clock } = make();
    let given: AbortSignal | undefined;
    const call = breaker.execute((signal) => {
      given = signal;
      return forever();
    });
    call.catch(() => {});
    await clock.advance(200);
    await expect(call).rejects.toThrow(CallTimeoutError);
    await expect(call).rejects.toMatchObject({ timeoutMs: 200 });
    expect(given?.aborted).toBe(true);
    expect(breaker.stats).toMatchObject({ failures: 1, timeouts: 1 });
    expect(breaker.state).toBe('open');
  });

  test('leave nothing when the call is quicker', async () => {
    const { breaker, clock } = make();
    await breaker.execute(async () => 1);
    expect(clock.pending).toBe(0);
    await clock.advance(1000);
    expect(breaker.stats).toMatchObject({ successes: 1, failures: 0 });
  });
});

describe('the caller’s signal', () => {
  test('ends the call, and counts as nothing', async () => {
    const { breaker } = make();
    const controller = new AbortController();
    const call = breaker.execute(forever, { signal: controller.signal });
    call.catch(() => {});
    controller.abort(new Error('gone'));
    await expect(call).rejects.toThrow('gone');
    expect(breaker.state).toBe('closed');
    expect(breaker.stats.failures).toBe(0);
  });

  test('that has aborted already keeps the function from being called', async () => {
    const { breaker } = make();
    let called = false;
    const call = breaker.execute(
      () => {
        called = true;
      },
      { signal: AbortSignal.abort(new Error('gone')) },
    );
    await expect(call).rejects.toThrow('gone');
    expect(called).toBe(false);
  });
});

test('an error that isFailure refuses reaches the caller and counts as a success', async () => {
  const { breaker } = make(() => false);
  await expect(breaker.execute(down)).rejects.toThrow('down');
  expect(breaker.state).toBe('closed');
  expect(breaker.stats).toMatchObject({ successes: 1, failures: 0 });
});

test('a call from before the opening does not close it', async () => {
  const { breaker, clock } = make();
  const slow = Promise.withResolvers<string>();
  const late = createCircuitBreaker({ failureThreshold: 1, resetTimeoutMs: 100, clock });
  const call = late.execute(() => slow.promise);
  await expect(late.execute(down)).rejects.toThrow('down');
  await clock.advance(100);
  void late.execute(forever);
  slow.resolve('at last');
  expect(await call).toBe('at last');
  expect(late.state).toBe('half-open');
  expect(breaker.state).toBe('closed');
});

test('listeners hear changes before the call settles, until they are disposed of', async () => {
  const { breaker, clock } = make();
  const heard: (StateChange | string)[] = [];
  const subscription = breaker.onStateChange((change) => heard.push(change));
  await breaker.execute(down).catch(() => heard.push('rejected'));
  expect(heard).toEqual([{ from: 'closed', to: 'open', at: 0, reason: 'failure' }, 'rejected']);
  subscription[Symbol.dispose]();
  await clock.advance(1000);
  await breaker.execute(() => 1);
  await settled();
  expect(heard).toHaveLength(2);
});
