import { describe, expect, test } from 'vitest';
import { createWorkerPool, TaskTimeoutError } from '../src/index.ts';
import { byNow, gated, turn } from './gated.ts';

describe('an abort', () => {
  test('while it waits: rejected with the reason, never started, and its place is free', async () => {
    const pool = createWorkerPool({ concurrency: 1, queueLimit: 1 });
    const busy = gated();
    const waiting = gated();
    const caller = new AbortController();
    const first = pool.run(busy.task);
    const second = pool.run(waiting.task, { signal: caller.signal });
    const reason = { because: 'of this' };
    caller.abort(reason);
    await expect(second).rejects.toBe(reason);
    const third = pool.run(() => 'in its place');
    busy.end();
    await first;
    expect(await third).toBe('in its place');
    expect(waiting.signal).toBeNull();
  });

  test('while it runs: rejected at once, the task told, and the slot kept until the function has settled', async () => {
    const pool = createWorkerPool({ concurrency: 1 });
    const deaf = gated();
    const next = gated();
    const caller = new AbortController();
    const first = pool.run(deaf.task, { signal: caller.signal });
    const second = pool.run(next.task);
    const given = await deaf.started;
    const reason = new Error('enough');
    caller.abort(reason);
    await expect(first).rejects.toBe(reason);
    expect(given.reason).toBe(reason);
    await turn();
    expect(next.signal).toBeNull();
    expect(pool.stats).toMatchObject({ active: 1, queued: 1, cancelled: 0 });
    deaf.end();
    await next.started;
    expect(pool.stats).toMatchObject({ active: 1, queued: 0, cancelled: 1 });
    next.end();
    await second;
  });

  test('before: refused, and never counted', async () => {
    const pool = createWorkerPool({ concurrency: 1 });
    const reason = new Error('too early');
    await expect(pool.run(() => 1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(pool.stats).toMatchObject({ cancelled: 0, failed: 0, completed: 0 });
  });

  test('of the pool: everything, now and later', async () => {
    const all = new AbortController();
    const pool = createWorkerPool({ concurrency: 1, signal: all.signal });
    const running = gated();
    const results = [pool.run(running.task), pool.run(() => 1)];
    await running.started;
    const reason = new Error('the end');
    all.abort(reason);
    expect(await Promise.all([...results, pool.run(() => 1)].map(byNow))).toEqual([reason, reason, reason]);
    running.end();
  });
});

describe('a time limit', () => {
  test('rejects, tells the task, and leaves it its slot', async () => {
    const pool = createWorkerPool({ concurrency: 1, taskTimeoutMs: 15 });
    const deaf = gated();
    const next = gated();
    const first = pool.run(deaf.task);
    const second = pool.run(next.task, { timeoutMs: 60_000 });
    await expect(first).rejects.toThrow(TaskTimeoutError);
    expect((await deaf.started).reason).toBeInstanceOf(TaskTimeoutError);
    await turn();
    expect(next.signal).toBeNull();
    deaf.end();
    await next.started;
    next.end();
    await second;
    expect(pool.stats).toMatchObject({ timedOut: 1, completed: 1 });
  });

  test('counts from the start', async () => {
    const pool = createWorkerPool({ concurrency: 1 });
    const busy = gated();
    const first = pool.run(busy.task);
    const waiting = pool.run(() => 'in time', { timeoutMs: 20 });
    const clock = createWorkerPool({ concurrency: 1 });
    await expect(clock.run(() => new Promise(() => {}), { timeoutMs: 60 })).rejects.toThrow(TaskTimeoutError);
    busy.end();
    await first;
    expect(await waiting).toBe('in time');
  });
});
