import { expect, test } from 'vitest';
import { backoffDelay } from '../src/index.ts';

// One test to begin with. Yours are judged as well: they must pass on a correct implementation and notice wrong ones, so they
// import ../src/index.ts and look only at what the exercise's page promises.
test('with the least of all random numbers the pause is half', () => {
  expect(backoffDelay(1, { baseMs: 100, maxMs: 1000 }, () => 0)).toBe(50);
});
