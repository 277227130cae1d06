import { expect, test } from 'vitest';
import { createShop, OutOfStockError } from '../src/index.ts';

const products = [
  { sku: 'tea', cents: 450, stock: 12 },
  { sku: 'pot', cents: 2999, stock: 3 },
];
const tea = [{ sku: 'tea', quantity: 2 }];

test('two shops of the same products share nothing', () => {
  const here = createShop({ products });
  const there = createShop({ products });
  here.place('ann', tea);
  expect([here.stock('tea'), there.stock('tea')]).toEqual([10, 12]);
  expect(there.place('ann', tea).id).toBe('A-1');
  expect(there.orders('ann')).toHaveLength(1);
});

test('an order that was given away stays as it was, and may be changed', () => {
  const shop = createShop({ products });
  const order = shop.place('ann', tea);
  expect(shop.cancel(order.id).status).toBe('cancelled');
  expect(order.status).toBe('placed');
  (shop.orders('ann') as unknown[]).length = 0;
  expect(shop.orders('ann')).toHaveLength(1);
});

test('an order that is refused leaves no trace', () => {
  const shop = createShop({ products });
  expect(() => shop.place('ann', [...tea, { sku: 'pot', quantity: 4 }])).toThrow(OutOfStockError);
  expect(shop.stock('tea')).toBe(12);
  expect(shop.place('ann', tea).id).toBe('A-1');
});

test('only orders that stand make a customer loyal', () => {
  const shop = createShop({ products });
  for (let n = 1; n <= 3; n++) shop.place('ann', tea);
  expect(shop.quote('ann', tea).discount).toBe(90);
  shop.cancel('A-1');
  expect(shop.quote('ann', tea).discount).toBe(0);
});
