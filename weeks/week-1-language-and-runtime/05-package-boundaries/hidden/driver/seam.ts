/** What src/index.ts exports, as far as the driver uses it. */
export interface Seam {
  createShop(options: { products: readonly Product[] }): Shop;
  readonly UnknownProductError: new (...args: never) => Error;
  readonly OutOfStockError: new (...args: never) => Error;
  readonly UnknownOrderError: new (...args: never) => Error;
}

export interface Product {
  readonly sku: string;
  readonly cents: number;
  readonly stock: number;
}

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export interface Shop {
  stock(sku: string): unknown;
  quote(customer: string, lines: readonly Line[]): unknown;
  place(customer: string, lines: readonly Line[]): unknown;
  cancel(id: string): unknown;
  orders(customer: string): unknown;
}
