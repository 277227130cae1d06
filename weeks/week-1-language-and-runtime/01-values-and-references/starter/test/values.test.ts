import { expect, test } from 'vitest';
import { Money } from '../src/index.ts';

// One test to begin with; yours are not judged in this drill. A test about references asks two things: is the new one
// right, and is the old one what it was?

test('a sum is a new amount', () => {
  const price = Money.of('12.50', 'EUR');
  const total = price.plus(Money.of('2.50', 'EUR'));

  expect(total.toString()).toBe('15.00 EUR');
  expect(price.toString()).toBe('12.50 EUR');
});
