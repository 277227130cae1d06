import { type Product, stockOf } from './catalog/catalog.ts';
import { cancelOrder, type Line, type Order, ordersOf, placeOrder } from './orders/orders.ts';
import { priceOf, type Quote } from './pricing/pricing.ts';
import { registry, resetRegistry } from './shared/registry.ts';

export interface ShopOptions {
  readonly products: readonly Product[];
}

export interface Shop {
  stock(sku: string): number;
  quote(customer: string, lines: readonly Line[]): Quote;
  place(customer: string, lines: readonly Line[]): Order;
  cancel(id: string): Order;
  orders(customer: string): readonly Order[];
  /** Handy in the debugger. */
  readonly registry: typeof registry;
}

export function createShop({ products }: ShopOptions): Shop {
  // Otherwise each test would find the orders of the one before.
  resetRegistry();
  for (const product of products) registry.products.set(product.sku, product);
  return {
    stock: stockOf,
    quote: priceOf,
    place: placeOrder,
    cancel: cancelOrder,
    orders: ordersOf,
    registry,
  };
}
