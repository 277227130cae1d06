import { OutOfStockError, UnknownProductError } from './errors.ts';

export interface Product {
  readonly sku: string;
  readonly cents: number;
  readonly stock: number;
}

export interface Catalog {
  price(sku: string): number;
  stock(sku: string): number;
  /** Takes all of the items or, where one is short, none. */
  take(items: readonly Item[]): void;
  putBack(items: readonly Item[]): void;
}

interface Item {
  readonly sku: string;
  readonly quantity: number;
}

export function createCatalog(products: readonly Product[]): Catalog {
  const entries = new Map(products.map(({ sku, cents, stock }) => [sku, { cents, stock }]));

  function find(sku: string) {
    const entry = entries.get(sku);
    if (entry === undefined) throw new UnknownProductError(sku);
    return entry;
  }

  return {
    price: (sku) => find(sku).cents,
    stock: (sku) => find(sku).stock,
    take(items) {
      for (const { sku, quantity } of items) if (find(sku).stock < quantity) throw new OutOfStockError(sku);
      for (const { sku, quantity } of items) find(sku).stock -= quantity;
    },
    putBack(items) {
      for (const { sku, quantity } of items) find(sku).stock += quantity;
    },
  };
}
