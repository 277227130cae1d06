import { expect, test } from 'vitest';
import { wrap } from '../src/index.ts';

// One test to begin with; it is red. Yours are not judged in the drills, they are for you: write down what you found out.

test('the error that was caught is still there', () => {
  const caught = new Error('connect ECONNREFUSED 127.0.0.1:5432');

  const wrapped = wrap(caught, 'load cart 7');

  expect(wrapped.message).toBe('load cart 7');
  expect(wrapped.cause).toBe(caught);
});
