import { expectThat, type ModuleHost, type Random, type Teaching, type Trace } from 'checker/kit';
import type { Command, Meddling, Played, Scene, Seen } from './driver/scenes.ts';
import { playScene } from './play.ts';
import { shopNames, stepsOf, tellCommand, tellSeen } from './stories.ts';

/** What careless callers do. */
export const meddlings: readonly { meddling: Meddling; promise: string; look: string }[] = [
  {
    meddling: 'products',
    promise: 'A shop does not notice when its caller changes the products that it was made from.',
    look: 'Does the shop keep the objects of its caller, or what stood in them?',
  },
  {
    meddling: 'lines',
    promise: 'A shop does not notice when its caller changes the lines that were ordered.',
    look: 'Whose array is it that an order keeps?',
  },
  {
    meddling: 'results',
    promise: 'A shop does not notice when its caller changes what it was given.',
    look: 'Which of the objects that a shop gives away does it still need itself?',
  },
];

/**
 * What a module keeps from the first shop on, it keeps for all that follow, so that they agree with each other. So here two
 * shops are compared with what each does as the first and only one of a process.
 */
export async function expectAsInProcessesOfTheirOwn({
  module,
  trace,
  random,
}: {
  readonly module: ModuleHost;
  readonly trace: Trace;
  readonly random: Random;
}): Promise<void> {
  const scene = sceneOfTwo(random);
  const [together, ...alone] = await Promise.all(
    [scene, aloneIn(scene, 0), aloneIn(scene, 1)].map(async (each) => {
      const link = await module.open();
      const played = await playScene(link, each);
      link.kill();
      return played;
    }),
  );
  for (const shop of [0, 1]) {
    expectAsAlone(scene, shop, { together: together as Played, alone: alone[shop] as Played, trace });
  }
  trace.clear();
}

/** The same product at two prices, and a customer who is loyal to one shop only. */
function sceneOfTwo(random: Random): Scene {
  const cents = random.integer(300, 900);
  const sku = random.word(4);
  const lines = [{ sku, quantity: 1 }];
  const buy: Command = { do: 'place', customer: 'ann', lines };
  const look: readonly Command[] = [
    { do: 'quote', customer: 'ann', lines },
    { do: 'stock', sku },
    { do: 'orders', customer: 'ann' },
  ];
  return {
    shops: [
      [{ sku, cents, stock: random.integer(5, 9) }],
      [{ sku, cents: cents + random.integer(10, 99), stock: random.integer(10, 20) }],
    ],
    steps: [
      ...stepsOf(0, [...look, buy]),
      ...stepsOf(1, [...look, buy, buy, buy, ...look]),
      ...stepsOf(0, [...look, buy, ...look]),
      ...stepsOf(1, [{ do: 'cancel', id: 'A-2' }, ...look]),
    ],
  };
}

/** The part of a scene that happens to one of its shops. */
export function aloneIn({ shops, steps, oneOptions }: Scene, shop: number): Scene {
  const products = shops[oneOptions ? 0 : shop] ?? [];
  const own = steps.filter((step) => step.shop === shop);
  return { shops: [products], steps: own.map((step) => ({ ...step, shop: 0 })) };
}

export function expectAsAlone(
  { steps, oneOptions }: Scene,
  shop: number,
  { together, alone, trace }: { readonly together: Played; readonly alone: Played; readonly trace: Trace },
): void {
  const own = steps.flatMap((step, at) => (step.shop === shop ? [{ step, at }] : []));
  own.forEach(({ step, at }, index) => {
    const [seen, wish] = [together.seen[at], alone.seen[index]];
    if (isSame(seen, wish)) return;
    steps.slice(0, at + 1).forEach((each, moment) => {
      const lane = `shop ${shopNames[each.shop]}`;
      trace.mark(lane, `${tellCommand(each)} ${tellSeen(together.seen[moment])}`, { broken: moment === at });
    });
    const other = oneOptions ? 'another that was made from the same options' : 'another';
    expectSame(`shop ${shopNames[shop]}.${tellCommand(step)}, with ${other} in the process`, seen, wish, {
      promise: 'A shop does the same whether or not there is another in the process.',
      look: 'What do both shops hold by the same reference? Look for what a module keeps, and for what was handed in.',
    });
  });
}

export function expectSame(
  what: string,
  seen: Seen | undefined,
  wish: Seen | undefined,
  told: Teaching,
): void {
  expectThat(isSame(seen, wish), { ...told, expected: `${what}: ${tellSeen(wish)}`, saw: tellSeen(seen) });
}

function isSame(seen: Seen | undefined, wish: Seen | undefined): boolean {
  return tellSeen(seen) === tellSeen(wish);
}
