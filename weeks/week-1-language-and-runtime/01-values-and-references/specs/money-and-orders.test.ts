import { expect, test } from 'vitest';
import { createRepository, Money } from '../src/index.ts';

const euro = (amount: string) => Money.of(amount, 'EUR');
const makeOrder = () => ({ id: '7', customer: { name: 'ada' }, price: euro('12.50') });

test('amounts are exact', () => {
  expect(euro('19.99').minor).toBe(1999n);
  expect(euro('0.1').plus(euro('0.2')).minor).toBe(30n);
});

test('a sum leaves its parts alone', () => {
  const price = euro('12.50');
  price.plus(euro('1'));
  expect(price.toString()).toBe('12.50 EUR');
});

test('equal amounts are equal, and have one key', () => {
  expect(euro('2.5').equals(euro('2.50'))).toBe(true);
  expect(euro('2.5').key()).toBe(euro('2.50').key());
  expect(euro('2.5').key()).not.toBe(Money.of('2.5', 'USD').key());
});

test('writing to a saved order does not change the repository', () => {
  const orders = createRepository();
  const order = makeOrder();
  orders.save(order);
  order.customer.name = 'eve';
  expect(orders.get('7')).toEqual(makeOrder());
});

test('a stored amount can still be calculated with', () => {
  const orders = createRepository<ReturnType<typeof makeOrder>>();
  orders.save(makeOrder());
  expect(orders.get('7')?.price.times(2).toString()).toBe('25.00 EUR');
});
