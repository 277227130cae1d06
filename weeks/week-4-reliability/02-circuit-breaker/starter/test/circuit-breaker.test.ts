import { expect, test } from 'vitest';
import { createCircuitBreaker } from '../src/index.ts';

// One test to begin with. Yours are judged as well: they must pass on a correct implementation and notice wrong ones, so
// they import ../src/index.ts and look only at what the exercise's page promises.

test('a closed breaker passes the value of the function through', async () => {
  // Time stands still in this test. Yours will want a clock that they can move.
  const clock = { now: () => 0, after: () => ({ [Symbol.dispose]() {} }) };
  const breaker = createCircuitBreaker({ failureThreshold: 3, resetTimeoutMs: 1000, clock });

  expect(await breaker.execute(() => 42)).toBe(42);
  expect(breaker.state).toBe('closed');
});
