export class UnknownProductError extends Error {
  readonly sku: string;
  constructor(sku: string) {
    super(`no such product: ${sku}`);
    this.name = new.target.name;
    this.sku = sku;
  }
}
