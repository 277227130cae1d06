import { OutOfStockError, stockOf } from '#src/catalog/catalog.ts';
import { priceOf } from '#src/pricing/pricing.ts';
import { registry } from '#src/shared/registry.ts';

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly lines: readonly Line[];
  readonly total: number;
  status: 'placed' | 'cancelled';
}

export class UnknownOrderError extends Error {
  override readonly name = 'UnknownOrderError';
  readonly id: string;

  constructor(id: string) {
    super(`there is no order ${id}`);
    this.id = id;
  }
}

export function placeOrder(customer: string, lines: readonly Line[]): Order {
  const { total } = priceOf(customer, lines);
  for (const { sku, quantity } of lines) {
    if (stockOf(sku) < quantity) throw new OutOfStockError(sku);
  }
  registry.lastNumber += 1;
  const order: Order = { id: `A-${registry.lastNumber}`, customer, lines, total, status: 'placed' };
  registry.orders.push(order);
  return order;
}

export function cancelOrder(id: string): Order {
  const order = registry.orders.find((each) => each.id === id);
  if (order === undefined) throw new UnknownOrderError(id);
  order.status = 'cancelled';
  return order;
}

/** Oldest first, cancelled ones too. */
export function ordersOf(customer: string): readonly Order[] {
  return registry.orders.filter((order) => order.customer === customer);
}

/** Those that are not cancelled: of one customer, or of all. */
export function openOrders(customer?: string): readonly Order[] {
  return registry.orders.filter(
    (order) => order.status === 'placed' && (customer === undefined || order.customer === customer),
  );
}
