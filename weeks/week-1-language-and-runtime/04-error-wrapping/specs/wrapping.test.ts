import { expect, test } from 'vitest';
import { findCause, rootCause, wrap } from '../src/index.ts';

class Outage extends Error {}

test('wrap keeps what was caught, and says what was being done', () => {
  const caught = new Outage('connection refused');
  const wrapped = wrap(caught, 'load cart 7');
  expect(wrapped).not.toBe(caught);
  expect(wrapped.message).toBe('load cart 7');
  expect(wrapped.cause).toBe(caught);
});

test('whatever was thrown can be wrapped', () => {
  for (const thrown of ['no', 0, null, { code: 'ECONNRESET' }]) {
    expect(wrap(thrown, 'load cart 7').cause).toBe(thrown);
  }
});

test('findCause finds by class, and by a question', () => {
  const outage = Object.assign(new Outage('connection refused'), { code: 'ECONNREFUSED' });
  const error = wrap(wrap(outage, 'query prices'), 'load cart 7');
  expect(findCause(error, Outage)).toBe(outage);
  expect(findCause(error, RangeError)).toBeUndefined();
  expect(findCause(error, (value) => (value as { code?: string }).code === 'ECONNREFUSED')).toBe(outage);
});

test('findCause looks into an AggregateError, parts first', () => {
  const first = new Error('mirror 1', { cause: new Outage('inside of mirror 1') });
  const all = new AggregateError([first, new Outage('mirror 2')], 'all mirrors failed');
  expect(findCause(wrap(all, 'load cart 7'), Outage)?.message).toBe('inside of mirror 1');
});

test('rootCause goes to the end, also if somebody threw a 0 there', () => {
  const last = new Error('connection refused');
  expect(rootCause(wrap(wrap(last, 'query prices'), 'load cart 7'))).toBe(last);
  expect(rootCause(wrap(0, 'load cart 7'))).toBe(0);
  expect(rootCause(null)).toBe(null);
});
