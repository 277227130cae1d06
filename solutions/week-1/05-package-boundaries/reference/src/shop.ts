import { createCatalog, type Product } from '#catalog';
import { createOrders, type Line, type Order } from '#orders';
import { createPricing, type Quote } from '#pricing';

export interface ShopOptions {
  readonly products: readonly Product[];
}

export interface Shop {
  stock(sku: string): number;
  quote(customer: string, lines: readonly Line[]): Quote;
  place(customer: string, lines: readonly Line[]): Order;
  cancel(id: string): Order;
  orders(customer: string): readonly Order[];
}

/** The one place that knows all three packages. What it creates belongs to this shop, and dies with it. */
export function createShop({ products }: ShopOptions): Shop {
  const catalog = createCatalog(products);
  const orders = createOrders({ catalog, createPricing });
  return {
    stock: (sku) => catalog.stock(sku),
    quote: (customer, lines) => orders.quote(customer, lines),
    place: (customer, lines) => orders.place(customer, lines),
    cancel: (id) => orders.cancel(id),
    orders: (customer) => orders.of(customer),
  };
}
