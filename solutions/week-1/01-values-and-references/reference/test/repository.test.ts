import { describe, expect, test } from 'vitest';
import { createRepository, Money, updateAt } from '../src/index.ts';

const makeOrder = () => ({ id: '7', customer: { name: 'ada' }, lines: [{ price: Money.of('2.50', 'EUR') }] });
type Order = ReturnType<typeof makeOrder>;

function stored() {
  const orders = createRepository<Order>();
  orders.save(makeOrder());
  return { orders, found: orders.get('7') as Order };
}

describe('a repository', () => {
  test('is not changed through what was saved', () => {
    const orders = createRepository<Order>();
    const order = makeOrder();
    orders.save(order);
    order.customer.name = 'eve';
    order.lines.pop();
    expect(orders.get('7')).toEqual(makeOrder());
  });

  test('is not changed through a frozen object that holds another', () => {
    const orders = createRepository<Order>();
    const order = Object.freeze(makeOrder());
    orders.save(order);
    order.lines.pop();
    expect(orders.get('7')?.lines).toHaveLength(1);
  });

  test('is not changed through what was handed out', () => {
    const { orders, found } = stored();
    expect(() => found.lines.pop()).toThrow(TypeError);
    (orders.list() as Order[]).pop();
    expect(orders.list()).toEqual([makeOrder()]);
  });

  test('keeps a Money one', () => {
    const { found } = stored();
    expect(`${found.lines[0]?.price.times(2)}`).toBe('5.00 EUR');
  });

  test('shares what comes back unchanged', () => {
    const { orders, found } = stored();
    orders.save(updateAt(found, ['customer', 'name'], () => 'eve'));
    expect(orders.get('7')?.lines).toBe(found.lines);
    expect(orders.get('7')?.customer).toEqual({ name: 'eve' });
    expect(found.customer).toEqual({ name: 'ada' });
    orders.save(found);
    expect(orders.get('7')).toBe(found);
  });
});
