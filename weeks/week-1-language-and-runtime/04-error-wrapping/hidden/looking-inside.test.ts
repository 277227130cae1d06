import { fc, requirement } from 'checker/kit';
import { openBench } from './bench.ts';
import type { Ingredient, Recipe } from './driver/recipe.ts';
import { placesIn, recipes, rootIn } from './model.ts';
import { tellRecipe } from './tell-recipe.ts';

const top = { kind: 'error', message: 'load cart' } as const;

requirement('finds-causes', async ({ module, property, random }) => {
  const bench = await openBench(module);
  const isClass =
    'A class and a question are both functions. What tells a class of errors from any other function? Not that it has a prototype.';
  const inside =
    'From the outside inwards: the error itself, what its parts lead to, what its cause leads to.';
  const chain: Recipe = [
    { ...top, cause: 1 },
    { kind: 'error', class: 'LongOutage', message: 'the price service', cause: 2 },
    { kind: 'error', class: 'Outage', message: 'the rates', cause: 3 },
    { kind: 'dom', name: 'TimeoutError', message: 'too late', cause: 4 },
    { kind: 'object', code: random.word(), cause: 5 },
    { kind: 'literal', value: random.word() },
  ];
  for (const [name, wanted] of [
    ['Error', 0],
    ['LongOutage', 1],
    ['Outage', 1],
    ['DOMException', 3],
    ['RangeError', null],
  ] as const) {
    await bench.expectFound(chain, { by: 'class', class: name }, wanted, {
      look: wanted === 0 ? inside : isClass,
    });
  }
  for (const by of ['arrow', 'function'] as const) {
    for (const wanted of [0, 2, 4, 5])
      await bench.expectFound(chain, { by, wanted: [wanted] }, wanted, {
        look: by === 'function' ? isClass : inside,
      });
    await bench.expectFound(chain, { by, wanted: [] }, null, { look: inside });
  }
  for (const alone of [{ kind: 'literal', value: 'no' }, { kind: 'undefined' }] as const)
    await bench.expectFound([alone], { by: 'class', class: 'Error' }, null, { look: inside });
  const several: Recipe = [
    { ...top, cause: 1 },
    { kind: 'aggregate', message: 'all mirrors failed', parts: [2, 4], cause: 6 },
    { kind: 'error', message: 'mirror 1', cause: 3 },
    { kind: 'error', message: 'inside of mirror 1' },
    { kind: 'error', message: 'mirror 2', cause: 5 },
    { kind: 'error', class: 'TypeError', message: 'inside of mirror 2' },
    { kind: 'error', class: 'RangeError', message: 'why mirrors were asked' },
  ];
  const parts = 'What stands in the `errors` of an AggregateError, and where does each of them lead?';
  await bench.expectFound(several, { by: 'class', class: 'AggregateError' }, 1, { look: parts });
  await bench.expectFound(several, { by: 'class', class: 'TypeError' }, 5, { look: parts });
  await bench.expectFound(several, { by: 'class', class: 'RangeError' }, 6, {
    look: 'An AggregateError may have a cause besides its parts.',
  });
  for (const [first, ...later] of [
    [2, 4],
    [3, 4],
    [5, 6],
    [3, 6],
  ] as const) {
    await bench.expectFound(several, { by: 'arrow', wanted: [...later, first] }, first, { look: inside });
  }
  const shared: Recipe = [
    { kind: 'aggregate', message: 'all regions failed', parts: [1, 2] },
    { kind: 'aggregate', message: 'all mirrors failed', parts: [2, 3] },
    { kind: 'error', message: 'of both' },
    { kind: 'error', message: 'mirror 2' },
  ];
  await bench.expectFound(shared, { by: 'arrow', wanted: [3, 2] }, 2, {
    look: 'A value that is reached twice counts where it is reached first.',
  });
  await property(
    '`findCause`, asked for some of the values inside',
    fc.tuple(
      recipes({ aggregates: true, signs: false }),
      fc.array(fc.nat({ max: 8 }), { minLength: 2, maxLength: 4 }),
    ),
    async ([recipe, wishes]) => {
      const wanted = wishes.map((wish) => wish % recipe.length);
      const first = placesIn(recipe).find((place) => wanted.includes(place)) ?? null;
      await bench.expectFound(recipe, { by: 'arrow', wanted }, first, { look: inside });
    },
    { runs: 80, show: ([recipe]) => tellRecipe(recipe) },
  );
});

requirement('finds-root', async ({ module, property, random }) => {
  const bench = await openBench(module);
  const word = random.word();
  const ends: readonly (readonly [end: Ingredient, look: string])[] = [
    [{ kind: 'error', message: word }, 'Where does the chain end?'],
    [{ kind: 'literal', value: word }, 'The last cause may be a text: somebody threw one.'],
    [{ kind: 'object', code: word }, 'Causes are no errors necessarily.'],
    ...['', 0, false, null].map(
      (value) =>
        [
          { kind: 'literal', value },
          'Which values does `if (error.cause)` take for none? Only `undefined` says that there is no cause.',
        ] as const,
    ),
  ];
  for (const [end, look] of ends) {
    await bench.expectRoot([end], 0, { look });
    await bench.expectRoot([{ ...top, cause: 1 }, end], 1, { look });
    await bench.expectRoot([{ ...top, cause: 1 }, { kind: 'object', cause: 2 }, end], 2, {
      look: end.kind === 'literal' ? look : 'An object that is no Error may have a cause like any other.',
    });
  }
  const nothing = 'A `cause` that is undefined is none, and `rootCause(undefined)` has nothing to look into.';
  await bench.expectRoot([{ kind: 'undefined' }], 0, { look: nothing });
  await bench.expectRoot([{ ...top, cause: 1 }, { kind: 'undefined' }], 0, { look: nothing });
  const several: Recipe = [
    { ...top, cause: 1 },
    { kind: 'aggregate', message: 'all mirrors failed', parts: [2] },
    { kind: 'error', message: 'mirror 1' },
  ];
  const parts = 'Several errors in one have no root in common: only causes count, and parts are none.';
  await bench.expectRoot(several, 1, { look: parts });
  await property(
    '`rootCause` of errors in errors',
    recipes({ aggregates: true, signs: false }),
    (recipe) =>
      bench.expectRoot(recipe, rootIn(recipe), {
        look: 'Follow `cause`, and nothing else, as long as there is one.',
      }),
    { runs: 40, show: (recipe) => tellRecipe(recipe) },
  );
});

requirement('ends-on-cycles', async ({ module, random }) => {
  const bench = await openBench(module, { times: 2 });
  const look =
    'Errors that are kept and wrapped again come to stand in themselves. What do you remember of the values that you have passed, and for how long?';
  const error = (message: string, cause: number): Ingredient => ({ kind: 'error', message, cause });
  const part: Ingredient = { kind: 'error', message: 'mirror 1', cause: 0 };
  const knots: readonly Recipe[] = [
    [error('a', 0)],
    [error('a', 1), error('b', 0)],
    // A way in before the round: whoever waits for the first one to come back waits for ever.
    [error('a', 1), error('b', 2), error('c', 3), error('d', 2)],
    [error('a', 1), { kind: 'object', cause: 0 }],
    [{ kind: 'aggregate', message: 'all', parts: [0] }],
    [{ kind: 'aggregate', message: 'all', parts: [1] }, part],
    [{ kind: 'aggregate', message: 'all', parts: [], cause: 1 }, part],
    ...Array.from({ length: 12 }, () => knotOf(random.integer(3, 8), random.integer)),
  ];
  for (const recipe of knots) {
    await bench.expectFound(recipe, { by: 'arrow', wanted: [] }, null, { look });
    const places = placesIn(recipe);
    const last = places.at(-1) ?? 0;
    await bench.expectFound(recipe, { by: 'arrow', wanted: [last] }, last, { look });
    await bench.expectRoot(recipe, rootIn(recipe), {
      look: `${look} The root of a chain that goes round is the last value before one that was passed already.`,
    });
    await bench.expectKind(recipe, hasParts(recipe) ? 'any' : 'internal', { look });
  }
  const signed: Recipe = [
    error('a', 1),
    error('b', 2),
    { kind: 'error', message: 'c', code: 'ENOENT', cause: 1 },
  ];
  await bench.expectKind(signed, 'not-found', {
    look: 'A sign counts also where the chain goes round behind it.',
  });
  const aborted: Recipe = [{ kind: 'error', message: 'a', name: 'AbortError', cause: 1 }, error('b', 0)];
  await bench.expectKind(aborted, 'cancelled', {
    look: 'Why the signal aborted stands nowhere: the chain goes round.',
  });
});

/** What parts amount to is another requirement's question. */
function hasParts(recipe: Recipe): boolean {
  return recipe.some(({ kind }) => kind === 'aggregate');
}

/** Errors of which each leads on, the last one back to any of them. */
function knotOf(length: number, integer: (min: number, max: number) => number): Recipe {
  return Array.from({ length }, (_, place): Ingredient => {
    const cause = place === length - 1 ? integer(0, place) : place + 1;
    return { kind: 'error', message: `e${place}`, cause };
  });
}
