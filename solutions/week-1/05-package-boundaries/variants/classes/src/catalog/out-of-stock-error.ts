export class OutOfStockError extends Error {
  readonly sku: string;
  constructor(sku: string, left: number) {
    super(`only ${left} of ${sku} left`);
    this.name = new.target.name;
    this.sku = sku;
  }
}
