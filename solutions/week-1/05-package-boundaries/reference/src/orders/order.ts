export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly lines: readonly Line[];
  readonly total: number;
  readonly status: 'placed' | 'cancelled';
}

export class UnknownOrderError extends Error {
  override readonly name = 'UnknownOrderError';
  readonly id: string;

  constructor(id: string) {
    super(`there is no order ${id}`);
    this.id = id;
  }
}
