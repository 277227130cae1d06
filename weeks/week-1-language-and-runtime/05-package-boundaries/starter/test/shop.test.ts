import { expect, test } from 'vitest';
import { createShop } from '../src/index.ts';

// A place for tests of your own. What holds in here before you move anything should hold after each step.

test('what a customer buys is gone from the stock', () => {
  const shop = createShop({ products: [{ sku: 'tea', cents: 450, stock: 12 }] });
  shop.place('ann', [{ sku: 'tea', quantity: 2 }]);
  expect(shop.stock('tea')).toBe(10);
});
