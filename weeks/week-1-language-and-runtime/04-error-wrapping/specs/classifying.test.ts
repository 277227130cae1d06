import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { classify, findCause, rootCause, wrap } from '../src/index.ts';

const withCode = (code: string) => Object.assign(new Error('something happened'), { code });

test('the outermost sign decides, however deep it lies', () => {
  expect(classify(wrap(wrap(withCode('ENOENT'), 'read prices'), 'load cart 7'))).toBe('not-found');
  const conflict = Object.assign(wrap(withCode('ENOENT'), 'load cart 7'), { name: 'ConflictError' });
  expect(classify(conflict)).toBe('conflict');
});

test('messages are for people', () => {
  expect(classify(new Error('timeout: user not found'))).toBe('internal');
});

test('what the caller stopped is cancelled, what the clock stopped is a timeout', async () => {
  const controller = new AbortController();
  controller.abort();
  const cancelled = await delay(60_000, null, { signal: controller.signal }).catch((error) => error);
  expect(classify(cancelled)).toBe('cancelled');

  const late = await delay(60_000, null, { signal: AbortSignal.timeout(1) }).catch((error) => error);
  expect(late.name).toBe('AbortError');
  expect(classify(late)).toBe('timeout');
});

test('several errors in one are retryable only if all of them are', () => {
  const all = (...codes: string[]) => new AggregateError(codes.map(withCode), 'all mirrors failed');
  expect(classify(all('ECONNREFUSED', 'ECONNRESET'))).toBe('retryable');
  expect(classify(all('ECONNREFUSED', 'ENOENT'))).toBe('not-found');
});

test('an error that stands in itself has an end', () => {
  const a = new Error('a');
  const b = new Error('b', { cause: a });
  // a.cause = b would do. This one also notices who goes round and round, and lets the test run end.
  let reads = 0;
  Object.defineProperty(a, 'cause', {
    get: () => {
      reads += 1;
      return reads > 50 ? undefined : b;
    },
  });
  expect(rootCause(a)).toBe(b);
  expect(classify(a)).toBe('internal');
  expect(findCause(a, RangeError)).toBeUndefined();
  expect(reads).toBeLessThan(10);
});
