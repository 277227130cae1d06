import { expect, test } from 'vitest';
import { createPricing } from '#pricing';

// A package that stands alone is tested alone: no catalog, no orders.

test.each([
  [2, { goods: 4500, discount: 225, shipping: 490, total: 4765 }],
  [3, { goods: 4500, discount: 653, shipping: 490, total: 4337 }],
])('ten pieces, for a customer with %i earlier orders', (earlier, quote) => {
  const pricing = createPricing({ count: () => earlier });
  expect(pricing.quote('ann', [{ cents: 450, quantity: 10 }])).toEqual(quote);
});

test('the history is asked at each quote', () => {
  let earlier = 2;
  const pricing = createPricing({ count: () => earlier });
  const line = [{ cents: 1000, quantity: 1 }];
  expect(pricing.quote('ann', line).discount).toBe(0);
  earlier += 1;
  expect(pricing.quote('ann', line).discount).toBe(100);
});
