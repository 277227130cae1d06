import { type Catalog, createCatalog } from '#catalog';
import { createOrders, type Line, type Order, type Orders } from '#orders';
import { createPricing, type Pricing, type Quote } from '#pricing';
import type { ShopOptions } from './options.ts';
import type { Shop } from './surface.ts';

export class Storefront implements Shop {
  readonly #catalog: Catalog;
  readonly #orders: Orders;
  readonly #pricing: Pricing;

  constructor({ products }: ShopOptions) {
    this.#catalog = createCatalog(products);
    this.#orders = createOrders();
    this.#pricing = createPricing(this.#orders);
  }

  stock(sku: string): number {
    return this.#catalog.get(sku).left;
  }

  quote(customer: string, lines: readonly Line[]): Quote {
    return this.#pricing.quote(
      customer,
      lines.map(({ sku, quantity }) => ({ cents: this.#catalog.get(sku).cents, quantity })),
    );
  }

  place(customer: string, lines: readonly Line[]): Order {
    const { total } = this.quote(customer, lines);
    for (const { sku, quantity } of lines) this.#catalog.require(sku, quantity);
    for (const { sku, quantity } of lines) this.#catalog.move(sku, -quantity);
    return this.#orders.add(customer, lines, total);
  }

  cancel(id: string): Order {
    const before = this.#orders.get(id);
    if (before.status === 'placed') {
      for (const { sku, quantity } of before.lines) this.#catalog.move(sku, quantity);
    }
    return this.#orders.cancel(id);
  }

  orders(customer: string): readonly Order[] {
    return this.#orders.of(customer);
  }
}
