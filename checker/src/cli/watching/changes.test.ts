import { expect, test } from 'vitest';
import { collectChanges } from './changes.ts';

const never = new AbortController().signal;

test('judges at once, and again after a change', async () => {
  const changes = collectChanges(1, never);
  const judgings = changes[Symbol.asyncIterator]();
  expect((await judgings.next()).value.aborted).toBe(false);
  const second = judgings.next();
  changes.changed();
  expect((await second).value.aborted).toBe(false);
});

test('a change during a judging ends it, and several make one judging', async () => {
  const changes = collectChanges(1, never);
  const judgings = changes[Symbol.asyncIterator]();
  const first: AbortSignal = (await judgings.next()).value;
  for (let saves = 0; saves < 5; saves++) changes.changed();
  expect(first.aborted).toBe(true);
  await judgings.next();
  let another = false;
  const third = judgings.next().then(() => {
    another = true;
  });
  await new Promise(setImmediate);
  expect(another).toBe(false);
  changes.quit();
  await third;
});

test('ends when asked to, and when the checker is interrupted', async () => {
  const interruption = new AbortController();
  const changes = collectChanges(1, interruption.signal);
  const judgings = changes[Symbol.asyncIterator]();
  const running: AbortSignal = (await judgings.next()).value;
  interruption.abort();
  expect(running.aborted).toBe(true);
  expect((await judgings.next()).done).toBe(true);
});
