import { openOrders } from '../orders/orders.ts';
import { registry } from '../shared/registry.ts';

export interface Product {
  readonly sku: string;
  readonly cents: number;
  readonly stock: number;
}

export class UnknownProductError extends Error {
  override readonly name = 'UnknownProductError';
  readonly sku: string;

  constructor(sku: string) {
    super(`there is no product ${sku}`);
    this.sku = sku;
  }
}

export class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
  readonly sku: string;

  constructor(sku: string) {
    super(`there is not enough of ${sku}`);
    this.sku = sku;
  }
}

export function findProduct(sku: string): Product {
  const product = registry.products.get(sku);
  if (product === undefined) throw new UnknownProductError(sku);
  return product;
}

/** What is left: the stock that we began with, less what has been ordered since. */
export function stockOf(sku: string): number {
  const { stock } = findProduct(sku);
  const ordered = openOrders()
    .flatMap(({ lines }) => lines)
    .filter((line) => line.sku === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  return stock - ordered;
}
