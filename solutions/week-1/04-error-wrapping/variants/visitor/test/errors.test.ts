import { expect, test } from 'vitest';
import { classify, findCause, rootCause, wrap } from '../src/index.ts';

const timeout = new DOMException('too late', 'TimeoutError');
const aborted = new DOMException('stopped', 'AbortError');

test('what was wrapped is found again', () => {
  const error = wrap(wrap(timeout, 'inner'), 'outer');
  expect(error.message).toBe('outer');
  expect(rootCause(error)).toBe(timeout);
  expect(findCause(error, DOMException)).toBe(timeout);
  expect(findCause(error, (value) => value === 7)).toBeUndefined();
});

test('an abort is a timeout if that is why', () => {
  expect(classify(wrap(aborted, 'wait'))).toBe('cancelled');
  const late = Object.assign(wrap(timeout, 'wait'), { name: 'AbortError' });
  expect(classify(late)).toBe('timeout');
});

test('parts are weighed', () => {
  const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  expect(classify(new AggregateError([reset, reset]))).toBe('retryable');
  expect(classify(new AggregateError([reset, timeout]))).toBe('timeout');
  expect(classify(new AggregateError([]))).toBe('internal');
});
