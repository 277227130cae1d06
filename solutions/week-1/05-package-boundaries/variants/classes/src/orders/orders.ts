import type { Line, Order } from './order.ts';
import { UnknownOrderError } from './unknown-order-error.ts';

export class Orders {
  readonly #all: Order[] = [];

  add(customer: string, lines: readonly Line[], total: number): Order {
    const copied = lines.map(({ sku, quantity }) => Object.freeze({ sku, quantity }));
    const id = `A-${this.#all.length + 1}`;
    const order: Order = Object.freeze({
      id,
      customer,
      lines: Object.freeze(copied),
      total,
      status: 'placed',
    });
    this.#all.push(order);
    return order;
  }

  get(id: string): Order {
    return this.#all[this.#at(id)] as Order;
  }

  cancel(id: string): Order {
    const at = this.#at(id);
    const order: Order = Object.freeze({ ...(this.#all[at] as Order), status: 'cancelled' });
    this.#all[at] = order;
    return order;
  }

  of(customer: string): readonly Order[] {
    return this.#all.filter((order) => order.customer === customer);
  }

  count(customer: string): number {
    return this.of(customer).filter(({ status }) => status !== 'cancelled').length;
  }

  #at(id: string): number {
    const at = this.#all.findIndex((order) => order.id === id);
    if (at < 0) throw new UnknownOrderError(id);
    return at;
  }
}

export const createOrders = () => new Orders();
