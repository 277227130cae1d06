import type { Line, Product, Seam, Shop } from './seam.ts';

/** One or more shops, and what is done with them, in order. */
export interface Scene {
  /** The products of each shop. */
  readonly shops: readonly (readonly Product[])[];
  readonly steps: readonly Step[];
  /** All shops are made from one and the same options object: that of the first. */
  readonly oneOptions?: boolean;
  /** What the driver does, as a careless caller may, with the objects that it gave and was given. */
  readonly meddling?: Meddling;
}

/** `products`: changes those that it gave, once the shop is made; `lines`: those that it gave, after each step; `results`: what it was given. */
export type Meddling = 'products' | 'lines' | 'results';

export type Step = { readonly shop: number } & Command;

export type Command =
  | { readonly do: 'stock'; readonly sku: string }
  | { readonly do: 'quote' | 'place'; readonly customer: string; readonly lines: readonly Line[] }
  | { readonly do: 'cancel'; readonly id: string }
  | { readonly do: 'orders'; readonly customer: string };

export type Seen =
  | { readonly kind: 'returned'; readonly value: unknown }
  /** `is`: the classes of the module that it is an instance of; `about`: its sku or id. */
  | {
      readonly kind: 'threw';
      readonly is: readonly string[];
      readonly name: string;
      readonly about: unknown;
    };

export interface Played {
  /** What each step came to, as it was at that moment. */
  readonly seen: readonly Seen[];
  /** What the results of the steps look like at the end. */
  readonly later: readonly Seen[];
}

const { parse, stringify } = JSON;

export function playScene(learned: Seam, { shops, steps, oneOptions, meddling }: Scene): Played {
  const options = shops.map((products) => ({ products: copy(products) as Product[] }));
  const made = options.map((each) => learned.createShop((oneOptions ? options[0] : each) ?? each));
  if (meddling === 'products') for (const { products } of options) spoil(products);
  const held = steps.map((step) => {
    const { shop: index, ...command } = copy(step) as Step;
    const result = attempt(learned, made[index] as Shop, command);
    const seen = copy(result) as Seen;
    if (meddling === 'lines' && 'lines' in command) spoil(command.lines);
    if (meddling === 'results' && result.kind === 'returned') spoil(result.value);
    return { result, seen };
  });
  return { seen: held.map(({ seen }) => seen), later: held.map(({ result }) => copy(result) as Seen) };
}

function attempt(learned: Seam, shop: Shop, command: Command): Seen {
  try {
    return { kind: 'returned', value: act(shop, command) ?? null };
  } catch (error) {
    const { name, sku, id } = Object(error) as { name?: unknown; sku?: unknown; id?: unknown };
    const classes = ['UnknownProductError', 'OutOfStockError', 'UnknownOrderError'] as const;
    const is = classes.filter(
      (each) => typeof learned[each] === 'function' && error instanceof learned[each],
    );
    return { kind: 'threw', is, name: String(name ?? error), about: sku ?? id ?? null };
  }
}

function act(shop: Shop, command: Command): unknown {
  switch (command.do) {
    case 'stock':
      return shop.stock(command.sku);
    case 'quote':
      return shop.quote(command.customer, command.lines);
    case 'place':
      return shop.place(command.customer, command.lines);
    case 'cancel':
      return shop.cancel(command.id);
    case 'orders':
      return shop.orders(command.customer);
    default:
      return command satisfies never;
  }
}

function copy(value: unknown): unknown {
  return parse(stringify(value));
}

/** Changes everything in it that can be changed: numbers, texts, members, length. What is frozen stays as it is. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const member = Reflect.get(value, key) as unknown;
    spoil(member);
    if (typeof member === 'number') Reflect.set(value, key, member + 1);
    if (typeof member === 'string') Reflect.set(value, key, `${member}!`);
  }
  if (Array.isArray(value)) Reflect.set(value, 'length', 0);
}
