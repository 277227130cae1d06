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
