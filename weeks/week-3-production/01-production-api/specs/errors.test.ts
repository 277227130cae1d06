import { expect, test } from 'vitest';
import { classifyDatabaseError, retryTransaction } from '../src/index.ts';

test.each([
  ['23505', 'conflict'],
  ['23503', 'invalid'],
  ['22P02', 'invalid'],
  ['40001', 'retry'],
  ['57P01', 'unavailable'],
  ['08006', 'unavailable'],
  ['ECONNREFUSED', 'unavailable'],
  ['EPIPE', 'unavailable'],
  ['57014', 'cancelled'],
  ['08P01', 'unexpected'],
  ['22012', 'unexpected'],
  ['42P01', 'unexpected'],
])('%s is %s', (code, kind) => {
  expect(classifyDatabaseError(Object.assign(new Error('from the database'), { code }))).toBe(kind);
});

test.each([undefined, null, '23505', 23505, { code: 23505 }, new Error('23505')])(
  '%o is unexpected',
  (error) => {
    expect(classifyDatabaseError(error)).toBe('unexpected');
  },
);

const serialization = () => Object.assign(new Error('could not serialize access'), { code: '40001' });

test('a serialization failure is tried again, three times in all', async () => {
  let calls = 0;
  let slept = 0;
  const trying = retryTransaction(
    async () => {
      calls += 1;
      throw serialization();
    },
    {
      signal: new AbortController().signal,
      sleep: async () => {
        slept += 1;
      },
    },
  );
  await expect(trying).rejects.toMatchObject({ code: '40001' });
  expect([calls, slept]).toEqual([3, 2]);
});

test('a signal that aborts during the sleep ends it', async () => {
  const abort = new AbortController();
  let calls = 0;
  const trying = retryTransaction(
    async () => {
      calls += 1;
      throw serialization();
    },
    { signal: abort.signal, sleep: async () => abort.abort(new Error('enough')) },
  );
  await expect(trying).rejects.toThrow('enough');
  expect(calls).toBe(1);
});
