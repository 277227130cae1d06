import type { Catalog } from '#catalog';
import type { OrderHistory, Pricing, Quote } from '#pricing';
import { createBook } from './book.ts';
import type { Line, Order } from './order.ts';

export interface Orders {
  quote(customer: string, lines: readonly Line[]): Quote;
  place(customer: string, lines: readonly Line[]): Order;
  cancel(id: string): Order;
  /** Oldest first, cancelled ones too. */
  of(customer: string): readonly Order[];
}

/** Pricing asks for the past, and the past is kept here: so it is made here, from what was handed in. */
export function createOrders({
  catalog,
  createPricing,
}: {
  readonly catalog: Catalog;
  readonly createPricing: (history: OrderHistory) => Pricing;
}): Orders {
  const book = createBook();
  const pricing = createPricing(book);

  function quote(customer: string, lines: readonly Line[]): Quote {
    const priced = lines.map(({ sku, quantity }) => ({ cents: catalog.price(sku), quantity }));
    return pricing.quote(customer, priced);
  }

  return {
    quote,
    place(customer, lines) {
      const { total } = quote(customer, lines);
      catalog.take(lines);
      return book.add({ customer, lines: [...lines], total });
    },
    cancel(id) {
      const order = book.find(id);
      if (order.status === 'cancelled') return order;
      catalog.putBack(order.lines);
      return book.cancel(id);
    },
    of: (customer) => book.of(customer),
  };
}
