import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { Mutex } from '../src/index.ts';

/** A function for the mutex that notes when it starts, and ends when it is told. */
function gated(notes: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return {
    run: () => {
      notes.push(name);
      return promise;
    },
    end: () => resolve(name),
    fail: (error: unknown) => reject(error),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('one at a time, in the order of the calls', async () => {
  const mutex = new Mutex();
  const notes: string[] = [];
  const gates = ['a', 'b', 'c'].map((name) => gated(notes, name));
  const runs = gates.map(({ run }) => mutex.runExclusive(run));
  for (const [index, gate] of gates.entries()) {
    await turn();
    expect(notes).toHaveLength(index + 1);
    gate.end();
  }
  expect(await Promise.all(runs)).toEqual(['a', 'b', 'c']);
  expect(notes).toEqual(['a', 'b', 'c']);
});

test('it settles as the function does, and goes on after any end', async () => {
  const mutex = new Mutex();
  const reason = new Error('broken');
  const thrown = mutex.runExclusive(() => {
    throw reason;
  });
  const rejected = mutex.runExclusive(() => Promise.reject(reason));
  const fine = mutex.runExclusive(() => 7);
  await Promise.all([
    expect(thrown).rejects.toBe(reason),
    expect(rejected).rejects.toBe(reason),
    expect(fine).resolves.toBe(7),
  ]);
  expect(await mutex.runExclusive(async () => 8)).toBe(8);
});

test('who gives up waiting is not run, and the others keep their places', async () => {
  const mutex = new Mutex();
  const notes: string[] = [];
  const [a, b, c] = [gated(notes, 'a'), gated(notes, 'b'), gated(notes, 'c')];
  const controller = new AbortController();
  const first = mutex.runExclusive(a.run);
  const second = mutex.runExclusive(b.run, controller.signal);
  const third = mutex.runExclusive(c.run);
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(second).rejects.toBe(reason);
  expect(notes).toEqual(['a']);
  a.end();
  await first;
  await turn();
  expect(notes).toEqual(['a', 'c']);
  const fourth = mutex.runExclusive(() => 'd');
  await turn();
  c.end();
  expect(await Promise.all([third, fourth])).toEqual(['c', 'd']);
});

test('a signal that aborted before is heard, also when nobody is inside', async () => {
  const mutex = new Mutex();
  const reason = { not: 'an error' };
  let runs = 0;
  const run = mutex.runExclusive(() => {
    runs++;
  }, AbortSignal.abort(reason));
  await expect(run).rejects.toBe(reason);
  expect(runs).toBe(0);
  expect(await mutex.runExclusive(() => 1)).toBe(1);
});

test('once it runs the signal has no say', async () => {
  const mutex = new Mutex();
  const notes: string[] = [];
  const a = gated(notes, 'a');
  const controller = new AbortController();
  const run = mutex.runExclusive(a.run, controller.signal);
  await turn();
  controller.abort();
  const next = mutex.runExclusive(() => notes.push('b'));
  await turn();
  expect(notes).toEqual(['a']);
  a.end();
  expect(await run).toBe('a');
  await next;
});

test('no listener stays on the signal', async () => {
  const mutex = new Mutex();
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 20 }, () => mutex.runExclusive(turn, signal)));
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});
