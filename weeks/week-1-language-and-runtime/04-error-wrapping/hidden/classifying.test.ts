import { broken, expectThat, type Random, requirement } from 'checker/kit';
import { openBench, tellTrouble } from './bench.ts';
import type { ErrorIngredient, Ingredient, Real, Recipe, Told } from './driver/recipe.ts';
import { kindIn, recipes } from './model.ts';
import { kindOfCode, kindOfName } from './signs.ts';
import { tellRecipe } from './tell-recipe.ts';

const outermost =
  'From the outside inwards: the first value that has a sign decides. What does each of them say by itself?';
const whyAborted =
  'An AbortError says that a signal aborted, not why: that stands in its cause. What did the caller ask for, and what did the clock?';

requirement('classifies', async ({ module, property, random }) => {
  const bench = await openBench(module);
  const signs: readonly (readonly [sign: Pick<ErrorIngredient, 'name' | 'code'>, kind: string])[] = [
    ...[...kindOfName].map(([name, kind]) => [{ name }, kind] as const),
    ...[...kindOfCode].map(([code, kind]) => [{ code }, kind] as const),
  ];
  const table = 'Look the `name` up in the table, then the `code`. Are all rows there?';
  for (const [sign, kind] of signs) {
    await bench.expectKind([{ kind: 'error', message: random.word(), ...sign }], kind, { look: table });
    await bench.expectKind(wrapped({ kind: 'error', message: random.word(), ...sign }, random), kind, {
      look: 'Whoever wraps an error does not change what it is. Where do you look when the outermost has no sign?',
    });
  }
  const noSign: readonly (readonly [Ingredient, string])[] = [
    [
      { kind: 'error', message: 'timeout: request aborted, not found' },
      'Messages are for people, and change with every version.',
    ],
    [
      { kind: 'error', class: 'TypeError', message: random.word() },
      'A TypeError is a bug until somebody shows otherwise.',
    ],
    [
      { kind: 'error', message: random.word(), code: 40001 },
      'Only texts are codes. 20 is what every DOMException called AbortError has for a code.',
    ],
    [{ kind: 'error', message: random.word(), code: 'ENOENT2' }, 'Names and codes are compared as a whole.'],
    [{ kind: 'literal', value: 'TimeoutError' }, 'A text has no name and no code.'],
    [{ kind: 'literal', value: null }, 'Even `null` can be thrown.'],
    [{ kind: 'undefined' }, 'Even `undefined` can be thrown: `Promise.reject()` does it.'],
  ];
  for (const [value, look] of noSign) await bench.expectKind([value], 'internal', { look });
  await bench.expectKind([{ kind: 'object', code: 'ECONNRESET' }], 'retryable', {
    look: 'An error that came from another thread or out of JSON is a plain object: what has a sign need not be an Error.',
  });
  await bench.expectKind(
    [{ kind: 'error', message: 'both', name: 'ConflictError', code: 'ENOENT' }],
    'conflict',
    {
      look: 'The name decides before the code.',
    },
  );

  const real: readonly (readonly [Real, string])[] = [
    ['missing-file', 'not-found'],
    ['aborted-wait', 'cancelled'],
    ['timed-out-wait', 'timeout'],
    ['aborted-signal', 'cancelled'],
    ['timed-out-signal', 'timeout'],
  ];
  for (const [each, kind] of real)
    await bench.expectKindOfReal(each, kind, { look: each === 'missing-file' ? table : whyAborted });
  const aborted = (...causes: Pick<ErrorIngredient, 'name' | 'code'>[]): Recipe =>
    [{ name: 'AbortError' }, ...causes].map((sign, place, all) => {
      const cause = place + 1 < all.length ? { cause: place + 1 } : {};
      return { kind: 'error', message: `e${place}`, ...sign, ...cause };
    });
  for (const [causes, kind] of [
    [[{}, { code: 'ETIMEDOUT' }], 'timeout'],
    [[{ code: 'ABORT_ERR' }, { name: 'TimeoutError' }], 'timeout'],
    [[{ code: 'ECONNRESET' }], 'cancelled'],
    // What the cause is classified as is `not-found`: the timeout below it is not looked at.
    [[{ code: 'ENOENT' }, { name: 'TimeoutError' }], 'cancelled'],
  ] as const) {
    await bench.expectKind(aborted(...causes), kind, { look: whyAborted });
  }
  await property(
    '`classify` of errors in errors',
    recipes({ aggregates: false, signs: true }),
    (recipe) =>
      bench.expectKind(recipe, kindIn(recipe) ?? 'internal', {
        look: hasAbort(recipe) ? whyAborted : outermost,
      }),
    { runs: 80, show: (recipe) => tellRecipe(recipe) },
  );
});

requirement('weighs-aggregates', async ({ module, property, random }) => {
  const bench = await openBench(module);
  const several = (...parts: Ingredient[]): Recipe => [
    { kind: 'error', message: 'load cart', cause: 1 },
    {
      kind: 'aggregate',
      message: 'all mirrors failed',
      parts: parts.map((_, at) => at + 2),
      code: 'ECONNREFUSED',
    },
    ...parts,
  ];
  const refused: Ingredient = { kind: 'error', message: `refused ${random.word()}`, code: 'ECONNREFUSED' };
  const reset: Ingredient = { kind: 'error', message: `reset ${random.word()}`, code: 'ECONNRESET' };
  const missing: Ingredient = { kind: 'error', message: 'missing', name: 'NotFoundError' };
  const clash: Ingredient = { kind: 'error', message: 'clash', code: '23505' };
  const bug: Ingredient = { kind: 'error', class: 'TypeError', message: 'x is undefined' };
  const one = 'Would trying again help? Only if it would help each of the parts.';
  await bench.expectKind(several(refused, reset), 'retryable', {
    look: 'All the parts are retryable: so is the whole.',
  });
  await bench.expectKind(several(refused, missing), 'not-found', { look: one });
  await bench.expectKind(several(missing, refused), 'not-found', { look: one });
  await bench.expectKind(several(reset, clash, missing), 'conflict', {
    look: 'Of the parts that are not retryable, the first decides.',
  });
  await bench.expectKind(several(refused, bug), 'internal', {
    look: 'A part without a sign is internal, and not retryable.',
  });
  await bench.expectKind(several(refused, { kind: 'literal', value: 'no' }), 'internal', {
    look: 'A part may be anything that was thrown. Without a sign it is internal.',
  });
  const shared: Recipe = [
    { kind: 'aggregate', message: 'all mirrors failed', parts: [1, 2] },
    { kind: 'error', message: 'mirror 1', cause: 3 },
    { kind: 'error', message: 'mirror 2', cause: 3 },
    refused,
  ];
  await bench.expectKind(shared, 'retryable', {
    look: 'Two parts may have the same cause. What has been seen on the way to one of them counts again for the other.',
  });
  const empty =
    'Without a part there is nothing to weigh: it is like an error without a sign. `[].every(…)` is true, whatever it asks.';
  const none = {
    kind: 'aggregate',
    message: 'All promises were rejected',
    parts: [],
    code: 'ECONNREFUSED',
  } as const;
  await bench.expectKind([none], 'internal', { look: empty });
  await bench.expectKind([{ ...none, cause: 1 }, missing], 'not-found', { look: empty });
  const stopped: Ingredient = { kind: 'dom', name: 'AbortError', message: 'stopped' };
  const late: Ingredient = { kind: 'dom', name: 'TimeoutError', message: 'too late' };
  const bothStopped: Ingredient = {
    kind: 'aggregate',
    message: 'both were stopped',
    parts: [1, 1],
    cause: 2,
  };
  await bench.expectKind([bothStopped, stopped, late], 'cancelled', {
    look: 'Where there are parts, the cause plays no role.',
  });
  const bothLate: Ingredient = { kind: 'aggregate', message: 'both were late', parts: [2, 2] };
  const abort: Ingredient = { kind: 'error', message: 'stop', name: 'AbortError', cause: 1 };
  await bench.expectKind([abort, bothLate, late], 'timeout', {
    look: 'Why a signal aborted may be told by several errors in one.',
  });
  const round: Ingredient = { kind: 'aggregate', message: 'all mirrors failed', parts: [1, 0] };
  await bench.expectKind([round, refused], 'internal', {
    look: 'A part that leads back to the whole finds nothing on its way, and is internal.',
  });
  await property(
    '`classify` of errors in errors',
    recipes({ aggregates: true, signs: true }),
    (recipe) => bench.expectKind(recipe, kindIn(recipe) ?? 'internal', { look: `${one} ${outermost}` }),
    { runs: 100, show: (recipe) => tellRecipe(recipe) },
  );
});

const depth = 50_000;

requirement('takes-anything', async ({ module, random }) => {
  const bench = await openBench(module);
  const trap =
    'Reading a member can run a getter, and looking at a proxy its traps. What throws when it is read counts as not there.';
  const missing: Ingredient = { kind: 'error', message: 'missing', code: 'ENOENT' };
  const trapped = (member: 'name' | 'code' | 'cause'): Recipe => [
    { kind: 'error', message: 'load cart', cause: 1 },
    { kind: 'trapped', message: `trapped ${random.word()}`, member, cause: 2 },
    missing,
  ];
  for (const member of ['name', 'code', 'cause'] as const) {
    const recipe = trapped(member);
    const reached = member !== 'cause';
    await bench.expectKind(recipe, reached ? 'not-found' : 'internal', { look: trap });
    await bench.expectRoot(recipe, reached ? 2 : 1, { look: trap });
    await bench.expectFound(recipe, { by: 'arrow', wanted: [2] }, reached ? 2 : null, { look: trap });
  }
  const signed: Recipe = [{ kind: 'trapped', message: 'signed', member: 'name', code: 'ENOENT' }];
  await bench.expectKind(signed, 'not-found', { look: `${trap} The code is still there.` });
  const revoked: Recipe = [{ kind: 'error', message: 'load cart', cause: 1 }, { kind: 'revoked' }];
  await bench.expectKind(revoked, 'internal', { look: `${trap} \`instanceof\` looks, too.` });
  await bench.expectRoot(revoked, 1, { look: trap });
  await bench.expectFound(revoked, { by: 'class', class: 'RangeError' }, null, {
    look: `${trap} \`instanceof\` looks, too.`,
  });
  await bench.expectFound(revoked, { by: 'arrow', wanted: [1] }, 1, { look: trap });

  const strange: readonly (readonly [Ingredient, string])[] = [
    ...['constructor', 'toString', '__proto__', 'hasOwnProperty'].flatMap((text) =>
      [{ name: text }, { code: text }].map(
        (sign) =>
          [
            { kind: 'error', message: random.word(), ...sign },
            'What does `table[key]` give for a key that every object inherits? A Map has only what was put into it.',
          ] as const,
      ),
    ),
    [{ kind: 'symbol' }, 'A symbol can be thrown, and has no members worth reading.'],
    [
      { kind: 'function', name: 'TimeoutError' },
      'A function has a name that says nothing about it: only objects have signs.',
    ],
    [
      { kind: 'aggregate', message: 'broken', parts: 'broken' },
      'Somebody may have written to `errors`. What is no list has no parts.',
    ],
  ];
  for (const [value, look] of strange) {
    await bench.expectKind([value], 'internal', { look });
    await bench.expectRoot([value], 0, { look });
    await bench.expectFound([value], { by: 'class', class: 'DOMException' }, null, { look });
  }

  for (const [ask, call] of [
    ['find', 'findCause(error, isTheEnd)'],
    ['root', 'rootCause(error)'],
    ['classify', 'classify(error)'],
  ] as const) {
    const expected = `\`${call}\` to come to the end of ${depth} causes in a row`;
    const look =
      'A function that calls itself for each cause needs a frame of the stack for each. A loop needs none.';
    const outcome = await bench.link.call('deep', { ask, depth, code: 'ENOENT' }, { transcript: false });
    if (outcome.ok !== true) broken({ expected, saw: tellTrouble(outcome), look });
    const { value } = outcome;
    const arrived =
      ask === 'classify' ? value === 'not-found' : (value as Told | null) !== null && isEnd(value as Told);
    expectThat(arrived, { expected, saw: ask === 'classify' ? `'${String(value)}'` : 'another value', look });
  }
});

function isEnd(told: Told): boolean {
  return 'place' in told && told.place === 0;
}

/** With up to three errors around it that say nothing of their own. */
function wrapped(inner: Ingredient, random: Random): Recipe {
  const around = Array.from(
    { length: random.integer(1, 3) },
    (_, place): Ingredient => ({ kind: 'error', message: random.word(), cause: place + 1 }),
  );
  return [...around, inner];
}

function hasAbort(recipe: Recipe): boolean {
  return recipe.some((each) => 'name' in each && each.name === 'AbortError') || recipe.some(isAbortCode);
}

function isAbortCode(ingredient: Ingredient): boolean {
  return 'code' in ingredient && ingredient.code === 'ABORT_ERR';
}
