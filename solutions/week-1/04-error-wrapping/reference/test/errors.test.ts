import { describe, expect, test } from 'vitest';
import { classify, findCause, rootCause, wrap } from '../src/index.ts';

class Outage extends Error {}
class LongOutage extends Outage {}

const withCode = (code: string, cause?: unknown) =>
  Object.assign(new Error('it failed', { cause }), { code });
const withName = (name: string, cause?: unknown) =>
  Object.assign(new Error('it failed', { cause }), { name });

/** Two errors that stand in each other; the outer one is handed out. */
function knot(): Error {
  const inner = new Error('inner');
  const outer = new Error('outer', { cause: inner });
  inner.cause = outer;
  return outer;
}

describe('wrap', () => {
  test('keeps what was caught and does not touch it', () => {
    const caught = Object.freeze(new Outage('refused'));
    const wrapped = wrap(caught, 'load cart 7');
    expect(wrapped.message).toBe('load cart 7');
    expect(wrapped.cause).toBe(caught);
  });

  test.each([['no'], [0], [null], [{ code: 'E_LIMIT' }]])('wraps %j like any error', (thrown) => {
    expect(wrap(thrown, 'load cart 7').cause).toBe(thrown);
  });
});

describe('findCause', () => {
  test('gives the outermost of the class, subclasses included', () => {
    const outer = new LongOutage('outer', { cause: new Outage('inner') });
    expect(findCause(wrap(outer, 'load cart 7'), Outage)).toBe(outer);
    expect(findCause(outer, RangeError)).toBeUndefined();
  });

  test('takes questions of both forms', () => {
    const error = wrap('no', 'load cart 7');
    expect(findCause(error, (value) => value === 'no')).toBe('no');
    const isNo = function isNo(value: unknown) {
      return value === 'no';
    };
    expect(findCause(error, isNo)).toBe('no');
  });

  test('goes through the parts, then to the cause', () => {
    const asked: unknown[] = [];
    const parts = [new Error('1', { cause: '1.1' }), '2'];
    const all = new AggregateError(parts, 'all', { cause: 'why' });
    findCause(all, (value) => asked.push(value) === 0);
    expect(asked).toEqual([all, parts[0], '1.1', '2', 'why']);
  });

  test('asks about each value of a knot once', () => {
    let asked = 0;
    expect(findCause(knot(), () => ++asked < 0)).toBeUndefined();
    expect(asked).toBe(2);
  });
});

describe('rootCause', () => {
  test.each([[''], [0], [false], [null]])('%j is a cause like any other', (end) => {
    expect(rootCause(new Error('outer', { cause: end }))).toBe(end);
  });

  test('ends before it goes round', () => {
    const error = knot();
    expect(rootCause(error)).toBe(error.cause);
    expect(rootCause(wrap(error, 'again'))).toBe(error.cause);
  });
});

describe('classify', () => {
  test('the outermost sign decides, and the name before the code', () => {
    expect(classify(wrap(withCode('ENOENT'), 'load cart 7'))).toBe('not-found');
    expect(classify(withCode('23505', withCode('ENOENT')))).toBe('conflict');
    expect(classify(Object.assign(withCode('ENOENT'), { name: 'ConflictError' }))).toBe('conflict');
  });

  test('an abort is a timeout only if the next sign says so', () => {
    expect(classify(withName('AbortError'))).toBe('cancelled');
    expect(classify(withName('AbortError', wrap(withName('TimeoutError'), 'wait')))).toBe('timeout');
    expect(classify(withName('AbortError', withCode('ENOENT', withCode('ETIMEDOUT'))))).toBe('cancelled');
  });

  test('several in one are retryable if all of them are', () => {
    const reset = withCode('ECONNRESET');
    expect(classify(new AggregateError([reset, wrap(reset, 'again')]))).toBe('retryable');
    expect(classify(new AggregateError([reset, withCode('ENOENT')]))).toBe('not-found');
    expect(classify(new AggregateError([reset, new TypeError('a bug')]))).toBe('internal');
    expect(classify(new AggregateError([]))).toBe('internal');
  });

  test.each([['TimeoutError'], [null], [undefined], [7], [withCode('constructor')], [knot()]])(
    'what has no sign is internal',
    (thrown) => {
      expect(classify(thrown)).toBe('internal');
    },
  );

  test('what cannot be read is not there', () => {
    const trapped = Object.defineProperty(withCode('ENOENT'), 'name', {
      get() {
        throw new Error('not readable');
      },
    });
    expect(classify(trapped)).toBe('not-found');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(classify(wrap(proxy, 'load cart 7'))).toBe('internal');
  });
});
