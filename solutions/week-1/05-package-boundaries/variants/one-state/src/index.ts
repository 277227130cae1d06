import { createCatalog, OutOfStockError, UnknownProductError } from '#catalog';
import { createOrders, type Line, type Order, UnknownOrderError } from '#orders';
import { createPricing, type Quote } from '#pricing';

export type Product = Readonly<{ sku: string; cents: number; stock: number }>;
export type ShopOptions = Readonly<{ products: readonly Product[] }>;
export type Shop = ReturnType<typeof createShop>;

export type { Line, Order, Quote };
export { OutOfStockError, UnknownOrderError, UnknownProductError };

export function createShop(options: ShopOptions) {
  const catalog = createCatalog(options.products);
  const pricing = createPricing({ count: (customer) => orders.standing(customer).length });
  const orders = createOrders({
    cost: (customer, lines) => pricing.quote(customer, catalog.priced(lines)).total,
    taken: catalog.take,
    returned: catalog.giveBack,
  });
  return {
    stock: catalog.left,
    quote: (customer: string, lines: readonly Line[]): Quote =>
      pricing.quote(customer, catalog.priced(lines)),
    place: orders.place,
    cancel: orders.cancel,
    orders: orders.of,
  };
}
