import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { retryTransaction } from '../src/index.ts';

const serialization = () => Object.assign(new Error('could not serialize access'), { code: '40001' });
const deadlock = () => Object.assign(new Error('deadlock detected'), { code: '40P01' });

/** Attempts that end as told, one after the other, and a sleep that keeps what it was asked for. */
function scripted(...ends: (() => unknown)[]) {
  const log: string[] = [];
  const slept: number[] = [];
  const signals: AbortSignal[] = [];
  const abort = new AbortController();
  const run = (sleep = async () => {}) =>
    retryTransaction(
      async () => {
        log.push('attempt');
        return ends[log.filter((entry) => entry === 'attempt').length - 1]?.();
      },
      {
        signal: abort.signal,
        sleep: async (ms, signal) => {
          log.push('sleep');
          slept.push(ms);
          signals.push(signal);
          await sleep();
        },
      },
    );
  return { run, log, slept, signals, abort };
}

function throwing(error: unknown) {
  return () => {
    throw error;
  };
}

test('one attempt that succeeds is enough', async () => {
  const { run, log } = scripted(
    () => 'done',
    () => 'again',
  );
  expect(await run()).toBe('done');
  expect(log).toEqual(['attempt']);
});

test('goes on to the third attempt, and sleeps before each but the first', async () => {
  const { run, log, slept, signals, abort } = scripted(
    throwing(serialization()),
    throwing(deadlock()),
    () => 'done',
  );
  expect(await run()).toBe('done');
  expect(log).toEqual(['attempt', 'sleep', 'attempt', 'sleep', 'attempt']);
  for (const ms of slept) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThanOrEqual(1000);
  }
  expect(signals).toEqual([abort.signal, abort.signal]);
});

test('gives up after the third, with its very error', async () => {
  const last = serialization();
  const { run, log } = scripted(
    throwing(deadlock()),
    throwing(serialization()),
    throwing(last),
    () => 'done',
  );
  await expect(run()).rejects.toBe(last);
  expect(log).toEqual(['attempt', 'sleep', 'attempt', 'sleep', 'attempt']);
});

test.each(['23505', '57014', '25P02', '40002', 'ECONNRESET', undefined])(
  'an error with the code %s is final',
  async (code) => {
    const error = Object.assign(new Error('no'), { code });
    const first = scripted(throwing(error));
    await expect(first.run()).rejects.toBe(error);
    expect(first.log).toEqual(['attempt']);
    const second = scripted(throwing(serialization()), throwing(error));
    await expect(second.run()).rejects.toBe(error);
    expect(second.log).toEqual(['attempt', 'sleep', 'attempt']);
  },
);

test('passes on whatever was thrown, and whatever was returned', async () => {
  await expect(scripted(throwing('a text')).run()).rejects.toBe('a text');
  await expect(scripted(throwing(undefined)).run()).rejects.toBe(undefined);
  expect(await scripted(() => undefined).run()).toBe(undefined);
});

test('an attempt that throws at once is tried again, and nothing is thrown synchronously', async () => {
  let calls = 0;
  const options = { sleep: async () => {}, signal: new AbortController().signal };
  const trying = retryTransaction(() => {
    calls += 1;
    if (calls === 1) throw serialization();
    return Promise.resolve('done');
  }, options);
  expect(await trying).toBe('done');
  const failing = retryTransaction(() => {
    throw new Error('at once');
  }, options);
  await expect(failing).rejects.toThrow('at once');
});

test('the next attempt waits for the end of the sleep', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { run, log } = scripted(throwing(serialization()), () => 'done');
  const running = run(() => promise);
  await setImmediate();
  expect(log).toEqual(['attempt', 'sleep']);
  resolve();
  expect(await running).toBe('done');
});

describe('a signal that aborts', () => {
  const reason = new Error('nobody waits');

  test('before the first attempt', async () => {
    const { run, log, abort } = scripted(() => 'done');
    abort.abort(reason);
    await expect(run()).rejects.toBe(reason);
    expect(log).toEqual([]);
  });

  test('while an attempt runs that fails for good, or succeeds', async () => {
    const no = new Error('no');
    const failing = scripted(() => {
      failing.abort.abort(reason);
      throw no;
    });
    await expect(failing.run()).rejects.toBe(no);
    const succeeding = scripted(() => {
      succeeding.abort.abort(reason);
      return 'done';
    });
    expect(await succeeding.run()).toBe('done');
  });

  test.each([
    ['never ends', () => new Promise<void>(() => {})],
    ['resolves', async () => {}],
    ['rejects with an error of its own', () => Promise.reject(new Error('AbortError'))],
  ])('during a sleep that %s', async (_, sleep) => {
    const { run, log, abort } = scripted(throwing(serialization()), () => 'done');
    const running = run(() => {
      const sleeping = sleep();
      abort.abort(reason);
      return sleeping;
    });
    await expect(running).rejects.toBe(reason);
    await setImmediate();
    expect(log).toEqual(['attempt', 'sleep']);
  });

  test('later, changes nothing', async () => {
    const { run, abort } = scripted(throwing(serialization()), () => 'done');
    expect(await run()).toBe('done');
    abort.abort(reason);
    await setImmediate();
  });
});
