import { type Order, UnknownOrderError } from './order.ts';

/** All orders of one shop. It gives copies away and keeps its own. */
export interface Book {
  add(order: Omit<Order, 'id' | 'status'>): Order;
  find(id: string): Order;
  cancel(id: string): Order;
  of(customer: string): readonly Order[];
  /** How many orders of the customer stand. */
  count(customer: string): number;
}

export function createBook(): Book {
  // In the order in which they were placed, which is the order of a Map.
  const orders = new Map<string, Order>();

  function find(id: string): Order {
    const order = orders.get(id);
    if (order === undefined) throw new UnknownOrderError(id);
    return order;
  }
  const of = (customer: string) => [...orders.values()].filter((order) => order.customer === customer);
  const keep = (order: Order) => {
    orders.set(order.id, structuredClone(order));
    return structuredClone(order);
  };

  return {
    add: (order) => keep({ id: `A-${orders.size + 1}`, ...order, status: 'placed' }),
    find: (id) => structuredClone(find(id)),
    cancel: (id) => keep({ ...find(id), status: 'cancelled' }),
    of: (customer) => structuredClone(of(customer)),
    count: (customer) => of(customer).filter(({ status }) => status === 'placed').length,
  };
}
