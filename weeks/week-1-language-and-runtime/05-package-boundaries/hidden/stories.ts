import { type fc as FastCheck, fc, type Random, showValue } from 'checker/kit';
import type { Command, Scene, Seen, Step } from './driver/scenes.ts';
import type { Line, Product } from './driver/seam.ts';

type Arbitrary<T> = FastCheck.Arbitrary<T>;

const skus = ['cup', 'pot', 'tea'] as const;
const customers = ['ann', 'bob'] as const;

/** Now and then so many of it that cost just about what makes shipping free. */
export const anyCents = fc.oneof(
  fc.integer({ min: 1, max: 2500 }),
  fc
    .tuple(fc.constantFrom(1, 2, 3, 10, 11, 12), fc.integer({ min: -20, max: 60 }))
    .map(([pieces, more]) => Math.round(5000 / pieces) + more),
);

/** All of a shop's products, with enough in stock for some orders and too little for others. */
export const anyProducts: Arbitrary<readonly Product[]> = fc
  .tuple(...skus.map(() => fc.record({ cents: anyCents, stock: fc.integer({ min: 0, max: 40 }) })))
  .map((rest) => rest.map((each, at) => ({ sku: skus[at] as string, ...each })));

export const anyQuantity = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 8, max: 12 }));

/** Each product at most once; now and then one that the shop does not have. */
const anyLines: Arbitrary<readonly Line[]> = fc
  .uniqueArray(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...skus) },
      { weight: 1, arbitrary: fc.constant('fog') },
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .chain((chosen) =>
    fc.tuple(...chosen.map((sku) => fc.record({ sku: fc.constant(sku), quantity: anyQuantity }))),
  );

const anyCustomer = fc.oneof(
  { weight: 3, arbitrary: fc.constant(customers[0]) },
  { weight: 1, arbitrary: fc.constant(customers[1]) },
);

const placing = fc.record({ do: fc.constant('place' as const), customer: anyCustomer, lines: anyLines });

const anyCommand: Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: placing },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('quote' as const), customer: anyCustomer, lines: anyLines }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('stock' as const), sku: fc.constantFrom(...skus, 'fog') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('cancel' as const),
      id: fc.integer({ min: 1, max: 6 }).map((n) => `A-${n}`),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('orders' as const), customer: anyCustomer }) },
);

/** Lines at which one rule of prices meets another: halves of cents, and what the discounts leave of free shipping. */
export function cornersOf(
  random: Random,
): readonly (readonly { readonly cents: number; readonly quantity: number }[])[] {
  const nearly = 500 + random.integer(0, 20);
  const odd = 1 + 2 * random.integer(0, 9);
  return [
    [{ cents: nearly, quantity: 10 }],
    [{ cents: 5000, quantity: 1 }],
    [{ cents: 4999, quantity: 1 }],
    [
      { cents: odd, quantity: 10 },
      { cents: odd + 2, quantity: 10 },
    ],
    [
      { cents: odd, quantity: 9 },
      { cents: 100 * odd, quantity: 11 },
    ],
  ];
}

/** One shop in which all corners are asked of a customer who becomes loyal, is so no more, and becomes so again. */
export function sceneOfCorners(random: Random): Scene {
  const corners = cornersOf(random);
  const products = corners.flatMap((lines, corner) =>
    lines.map(({ cents }, at) => ({ sku: `s${corner}-${at}`, cents, stock: 40 })),
  );
  const linesOf = (corner: number) =>
    (corners[corner] ?? []).map(({ quantity }, at) => ({ sku: `s${corner}-${at}`, quantity }));
  const customer = 'ann';
  const ask = corners.map((_, corner): Command => ({ do: 'quote', customer, lines: linesOf(corner) }));
  const buy = (corner: number): Command => ({ do: 'place', customer, lines: linesOf(corner) });
  const cancel: Command = { do: 'cancel', id: 'A-2' };
  const look: Command[] = [
    { do: 'orders', customer },
    { do: 'stock', sku: 's0-0' },
  ];
  const others: Command[] = [
    { do: 'place', customer: 'bob', lines: linesOf(1) },
    { do: 'quote', customer: 'bob', lines: linesOf(1) },
  ];
  const refused: Command[] = [
    { do: 'place', customer, lines: [...linesOf(1), { sku: 's0-0', quantity: 41 }] },
    {
      do: 'place',
      customer,
      lines: [
        { sku: 's0-0', quantity: 41 },
        { sku: 'fog', quantity: 1 },
      ],
    },
    { do: 'stock', sku: 's1-0' },
  ];
  const commands = [
    [...ask, buy(1), buy(0), ...others, ...ask, ...refused, buy(2), ...ask, ...look],
    [cancel, ...look, cancel, ...ask, ...look, buy(3), ...ask, ...look],
  ];
  return { shops: [products], steps: stepsOf(0, commands.flat()) };
}

/** One shop, and what is done with it. */
export const anySceneOfOne: Arbitrary<Scene> = fc
  .record({
    products: anyProducts,
    commands: fc.array(anyCommand, { minLength: 1, maxLength: 24, size: 'max' }),
  })
  .map(({ products, commands }) => ({ shops: [products], steps: stepsOf(0, commands) }));

export const anyStepsOfTwo: Arbitrary<readonly Step[]> = fc
  .array(fc.tuple(fc.constantFrom(0, 1), anyCommand), { minLength: 1, maxLength: 24, size: 'max' })
  .map((chosen) => chosen.map(([shop, command]) => ({ ...command, shop })));

export const shopNames = ['A', 'B'] as const;

/** `place('ann', [{ sku: 'tea', quantity: 2 }])`, as a learner would write it down. */
export function tellCommand(command: Command): string {
  switch (command.do) {
    case 'stock':
      return `stock('${command.sku}')`;
    case 'quote':
    case 'place': {
      const lines = command.lines.map(({ sku, quantity }) => `{ sku: '${sku}', quantity: ${quantity} }`);
      return `${command.do}('${command.customer}', [${lines.join(', ')}])`;
    }
    case 'cancel':
      return `cancel('${command.id}')`;
    case 'orders':
      return `orders('${command.customer}')`;
    default:
      return command satisfies never;
  }
}

export function tellSeen(seen: Seen | undefined): string {
  if (seen === undefined) return 'nothing';
  if (seen.kind === 'returned') return `returned ${showValue(inOrder(seen.value))}`;
  const about = seen.about === null ? '' : ` about ${showValue(seen.about)}`;
  const foreign =
    seen.is.includes(seen.name) || !isOfThePage(seen.name)
      ? ''
      : ', which is not an instance of the class that the module exports';
  return `threw ${seen.name}${about}${foreign}`;
}

/** The order of an object's members is nobody's promise. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, inOrder(member)]));
}

function isOfThePage(name: string): boolean {
  return ['UnknownProductError', 'OutOfStockError', 'UnknownOrderError'].includes(name);
}

export function tellScene({ shops, steps }: Pick<Scene, 'shops' | 'steps'>): string {
  const made = shops.map((products, at) => `shop ${shopNames[at]} with ${showValue(products)}`);
  const done = steps.map((step) => `${shopNames[step.shop]}.${tellCommand(step)}`);
  return [...made, ...done].join('; ');
}

export function changes(step: Step): boolean {
  return step.do === 'place' || step.do === 'cancel';
}

export function stepsOf(shop: number, commands: readonly Command[]): Step[] {
  return commands.map((command) => ({ ...command, shop }));
}
