import { OutOfStockError } from './out-of-stock-error.ts';
import { UnknownProductError } from './unknown-product-error.ts';

interface Entry {
  readonly cents: number;
  readonly left: number;
}

export class Catalog {
  readonly #entries = new Map<string, Entry>();

  add(sku: string, entry: Entry): void {
    this.#entries.set(sku, entry);
  }

  get(sku: string): Entry {
    const entry = this.#entries.get(sku);
    if (!entry) throw new UnknownProductError(sku);
    return entry;
  }

  require(sku: string, quantity: number): void {
    const { left } = this.get(sku);
    if (left < quantity) throw new OutOfStockError(sku, left);
  }

  move(sku: string, pieces: number): void {
    const { cents, left } = this.get(sku);
    this.#entries.set(sku, { cents, left: left + pieces });
  }
}

export function createCatalog(
  products: Iterable<{ readonly sku: string; readonly cents: number; readonly stock: number }>,
): Catalog {
  const catalog = new Catalog();
  for (const { sku, cents, stock } of products) catalog.add(sku, { cents, left: stock });
  return catalog;
}
