export type Line = Readonly<{ sku: string; quantity: number }>;

export type Order = Readonly<{
  id: string;
  customer: string;
  lines: readonly Line[];
  total: number;
  status: 'placed' | 'cancelled';
}>;

export class UnknownOrderError extends Error {
  override name = 'UnknownOrderError';
  readonly id: string;
  constructor(id: string) {
    super(id);
    this.id = id;
  }
}

type Surroundings = Readonly<{
  cost: (customer: string, lines: readonly Line[]) => number;
  taken: (lines: readonly Line[]) => void;
  returned: (lines: readonly Line[]) => void;
}>;

export function createOrders({ cost, taken, returned }: Surroundings) {
  let orders: readonly Order[] = [];
  const of = (customer: string): readonly Order[] =>
    structuredClone(orders.filter((order) => order.customer === customer));

  return {
    of,
    standing: (customer: string) => of(customer).filter(({ status }) => status === 'placed'),
    place: (customer: string, lines: readonly Line[]): Order => {
      const total = cost(customer, lines);
      taken(lines);
      const id = `A-${orders.length + 1}`;
      orders = [...orders, { id, customer, lines: structuredClone(lines), total, status: 'placed' }];
      return structuredClone(orders.at(-1) as Order);
    },
    cancel: (id: string): Order => {
      const order = orders.find((each) => each.id === id);
      if (order === undefined) throw new UnknownOrderError(id);
      if (order.status === 'placed') returned(order.lines);
      const cancelled: Order = { ...order, status: 'cancelled' };
      orders = orders.map((each) => (each.id === id ? cancelled : each));
      return structuredClone(cancelled);
    },
  };
}
