abstract class ProductError extends Error {
  readonly sku: string;
  constructor(message: string, sku: string) {
    super(`${message}: ${sku}`);
    this.sku = sku;
  }
}

export class UnknownProductError extends ProductError {
  override get name() {
    return 'UnknownProductError';
  }
}

export class OutOfStockError extends ProductError {
  override get name() {
    return 'OutOfStockError';
  }
}
