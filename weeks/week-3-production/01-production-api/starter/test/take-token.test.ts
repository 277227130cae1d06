import { expect, test } from 'vitest';
import { takeToken } from '../src/index.ts';

// One sentence of the page. Your tests from before lie beside this file; what is new wants tests as well.
test('a bucket that nobody has used is full, and one request takes one token', () => {
  const policy = { capacity: 3, refillPerSecond: 1 };
  expect(takeToken(null, 1000, policy)).toMatchObject({ allowed: true, state: { level: 2, at: 1000 } });
});
