import { describe, expect, test } from 'vitest';
import { createShop, OutOfStockError, UnknownOrderError, UnknownProductError } from '../src/index.ts';

// Green before you begin, and after every step: moving code must not change what a shop does.

const products = [
  { sku: 'tea', cents: 450, stock: 12 },
  { sku: 'pot', cents: 2999, stock: 3 },
];

function openShop() {
  return createShop({ products: structuredClone(products) });
}

describe('one shop', () => {
  test('an order takes its pieces, and cancelling puts them back, once', () => {
    const shop = openShop();
    const { id } = shop.place('ann', [{ sku: 'tea', quantity: 2 }]);
    expect(id).toBe('A-1');
    expect(shop.stock('tea')).toBe(10);
    shop.cancel(id);
    shop.cancel(id);
    expect(shop.stock('tea')).toBe(12);
    expect(shop.orders('ann')).toMatchObject([{ id, status: 'cancelled', total: 1390 }]);
  });

  test('an order that is refused takes nothing, and no number', () => {
    const shop = openShop();
    const tooMany = [
      { sku: 'tea', quantity: 1 },
      { sku: 'pot', quantity: 4 },
    ];
    expect(() => shop.place('ann', tooMany)).toThrow(OutOfStockError);
    expect(() => shop.place('ann', [{ sku: 'fog', quantity: 1 }])).toThrow(UnknownProductError);
    expect(shop.stock('tea')).toBe(12);
    expect(shop.place('ann', [{ sku: 'pot', quantity: 1 }]).id).toBe('A-1');
    expect(() => shop.cancel('A-2')).toThrow(UnknownOrderError);
  });

  test('ten pieces are 5 % off, and from 5000 on shipping is free', () => {
    const shop = openShop();
    const quote = shop.quote('ann', [{ sku: 'tea', quantity: 11 }]);
    expect(quote).toEqual({ goods: 4950, discount: 248, shipping: 490, total: 5192 });
    const dear = shop.quote('ann', [{ sku: 'pot', quantity: 2 }]);
    expect(dear).toEqual({ goods: 5998, discount: 0, shipping: 0, total: 5998 });
  });

  test('after three orders that stand, 10 % off', () => {
    const shop = openShop();
    const tea = [{ sku: 'tea', quantity: 1 }];
    for (let n = 1; n <= 3; n++) shop.place('ann', tea);
    expect(shop.quote('ann', tea).discount).toBe(45);
    expect(shop.quote('bob', tea).discount).toBe(0);
    shop.cancel('A-2');
    expect(shop.quote('ann', tea).discount).toBe(0);
  });
});
