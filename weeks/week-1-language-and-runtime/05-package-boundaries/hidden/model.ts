import type { Command, Seen } from './driver/scenes.ts';
import type { Line, Product } from './driver/seam.ts';

/** The shop of the page, in the judge's own words: orders are all it keeps, and everything else is counted from them. */
export function createModel(products: readonly Product[]): (command: Command) => Seen {
  const orders: Order[] = [];
  const find = (sku: string) => products.find((product) => product.sku === sku);
  const standing = () => orders.filter(({ status }) => status === 'placed');
  const left = (product: Product) =>
    product.stock -
    standing()
      .flatMap(({ lines }) => lines)
      .filter(({ sku }) => sku === product.sku)
      .reduce((sum, { quantity }) => sum + quantity, 0);

  function quote(customer: string, lines: readonly Line[]): Quote {
    const earlier = standing().filter((order) => order.customer === customer).length;
    return quoteFor(
      earlier,
      lines.map(({ sku, quantity }) => ({ cents: find(sku)?.cents ?? 0, quantity })),
    );
  }

  return (command) => {
    switch (command.do) {
      case 'stock': {
        const product = find(command.sku);
        return product === undefined ? threw('UnknownProductError', command.sku) : returned(left(product));
      }
      case 'quote':
      case 'place': {
        const { customer, lines } = command;
        const unknown = lines.find(({ sku }) => find(sku) === undefined);
        if (unknown !== undefined) return threw('UnknownProductError', unknown.sku);
        const cost = quote(customer, lines);
        if (command.do === 'quote') return returned(cost);
        const short = lines.find(({ sku, quantity }) => left(find(sku) as Product) < quantity);
        if (short !== undefined) return threw('OutOfStockError', short.sku);
        const id = `A-${orders.length + 1}`;
        orders.push({ id, customer, lines, total: cost.total, status: 'placed' });
        return returned(orders.at(-1));
      }
      case 'cancel': {
        const at = orders.findIndex(({ id }) => id === command.id);
        const order = orders[at];
        if (order === undefined) return threw('UnknownOrderError', command.id);
        orders[at] = { ...order, status: 'cancelled' };
        return returned(orders[at]);
      }
      case 'orders':
        return returned(orders.filter(({ customer }) => customer === command.customer));
      default:
        return command satisfies never;
    }
  };
}

interface Order {
  readonly id: string;
  readonly customer: string;
  readonly lines: readonly Line[];
  readonly total: number;
  readonly status: 'placed' | 'cancelled';
}

export interface Quote {
  readonly goods: number;
  readonly discount: number;
  readonly shipping: number;
  readonly total: number;
}

/** @param earlier orders of that customer that stand */
export function quoteFor(
  earlier: number,
  lines: readonly { readonly cents: number; readonly quantity: number }[],
): Quote {
  const prices = lines.map(({ cents, quantity }) => cents * quantity);
  const goods = prices.reduce((sum, price) => sum + price, 0);
  const forMany = lines
    .map(({ cents, quantity }) => (quantity >= 10 ? percent(5, cents * quantity) : 0))
    .reduce((sum, part) => sum + part, 0);
  const discount = forMany + (earlier >= 3 ? percent(10, goods - forMany) : 0);
  const shipping = goods - discount >= 5000 ? 0 : 490;
  return { goods, discount, shipping, total: goods - discount + shipping };
}

function percent(share: number, cents: number): number {
  return Math.floor((cents * share + 50) / 100);
}

function returned(value: unknown): Seen {
  return { kind: 'returned', value };
}

function threw(name: string, about: string): Seen {
  return { kind: 'threw', is: [name], name, about };
}
