import { expectThat, fc, requirement } from 'checker/kit';
import type { Step } from './driver/steps.ts';
import {
  create,
  get,
  iterate,
  make,
  method,
  openStage,
  type Played,
  type Stage,
  tellError,
} from './stage.ts';
import { isRecord, same, spell, thing } from './values.ts';

type Move = { readonly push: unknown } | 'shift';

interface Story {
  /** What the constructor is given: nothing, or options in which `capacity` may be undefined. */
  readonly options: { readonly capacity?: number | undefined } | undefined;
  readonly moves: readonly Move[];
}

const values = fc.constantFrom<unknown>(
  0,
  '',
  false,
  null,
  undefined,
  Number.NaN,
  'text',
  7,
  thing('the object a'),
);
const moves = fc.array(
  fc.oneof(
    { arbitrary: values.map((push): Move => ({ push })), weight: 3 },
    { arbitrary: fc.constant<Move>('shift'), weight: 1 },
  ),
  { maxLength: 14 },
);
const stories = fc.record({
  options: fc.integer({ min: 0, max: 5 }).map((capacity) => ({ capacity })),
  moves,
});

requirement('ring-buffer', async ({ module, property, random }) => {
  const stage = await openStage(module);
  const words = Array.from({ length: 20 }, () => random.word());
  const judge = (story: Story) => playStory(stage, story);

  await judge({ options: undefined, moves: ['shift', { push: words[0] }] });
  await judge({ options: { capacity: 3 }, moves: words.slice(0, 5).map((push) => ({ push })) });
  await judge({ options: { capacity: 3 }, moves: [{ push: 0 }, { push: '' }, { push: false }] });
  await judge({ options: { capacity: 2 }, moves: [{ push: undefined }, 'shift', 'shift'] });
  await judge({ options: { capacity: 0 }, moves: [{ push: words[0] }, { push: words[1] }, 'shift'] });
  for (const options of [undefined, {}, { capacity: undefined }]) {
    await judge({ options, moves: words.map((push) => ({ push })) });
  }
  await judge({ options: { capacity: 200 }, moves: words.map((push) => ({ push })) });
  await property('a ring buffer', stories, judge, { runs: 100, show: tellStory });
  await strangers(stage, words);
  for (const capacity of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) await refuses(stage, capacity);
});

/** After each move, all that can be seen of the buffer must be as in a list of the last values. */
async function playStory(stage: Stage, { options, moves }: Story): Promise<void> {
  const args = options === undefined ? [] : [options];
  const made = create('RingBuffer', args, 'ring');
  const first = inspect('ring');
  const played: { readonly step: Step | null; readonly shifted: Shown | null; readonly after: Inspection }[] =
    [{ step: null, shifted: null, after: first }];
  for (const [index, move] of moves.entries()) {
    const after = inspect('ring');
    if (move === 'shift') {
      const shifted = found(method('ring', 'shift', [], `shifted ${index}`), `shifted ${index}`);
      played.push({ step: shifted.step, shifted, after });
    } else played.push({ step: method('ring', 'push', [move.push]), shifted: null, after });
  }
  const results = await stage.play([
    make('the object a', { name: 'a' }),
    made,
    ...played.flatMap(({ step, shifted, after }) => [
      ...(shifted !== null ? shifted.steps : step === null ? [] : [step]),
      ...after.steps,
    ]),
  ]);
  results.value(made, tellNew(options));

  const capacity = options?.capacity ?? 16;
  const model: unknown[] = [];
  for (const [index, { step, shifted, after }] of played.entries()) {
    const move = moves[index - 1];
    const told = tellStory({ options, moves: moves.slice(0, index) });
    if (move === 'shift') {
      const oldest = model.length === 0 ? null : { value: model.shift() };
      if (shifted !== null) expectFound(results, shifted, oldest, `the last shift() of \`${told}\``);
    } else if (move !== undefined) {
      model.push(move.push);
      if (model.length > capacity) model.shift();
      if (step !== null) results.value(step, `\`${told}\``);
    }
    expectStanding(results, after, model, capacity, told);
  }
}

function expectStanding(
  results: Played,
  after: Inspection,
  model: readonly unknown[],
  capacity: number,
  told: string,
): void {
  const listed = results.value(after.list, `iterating after \`${told}\``);
  const seen = isRecord(listed) ? Object.values(listed) : [];
  expectThat(seen.length === model.length && seen.every((value, index) => same(value, model[index])), {
    expected: `${spell(model)} in the buffer after \`${told}\``,
    saw: seen.length > 20 ? `${seen.length} values` : spell(seen),
    look:
      capacity === 0
        ? 'A capacity of 0 was said, and it is a number like any other. What is `1 % 0`?'
        : 'Which slots are in use, and which is the oldest? Two numbers know that; the values in the slots do not.',
  });
  const length = results.value(after.length, `\`length\` after \`${told}\``);
  expectThat(length === model.length, {
    expected: `\`length\` to be ${model.length} after \`${told}\``,
    saw: spell(length),
    look: 'Counting those that are truthy gives another number, and so does whatever takes values out that should stay.',
  });
  const stated = results.value(after.capacity, `\`capacity\` after \`${told}\``);
  expectThat(stated === capacity, {
    expected: `\`capacity\` to be ${capacity} after \`${told}\``,
    saw: spell(stated),
    look: 'Absent and undefined mean 16; every other number is what somebody chose.',
  });
  const latest = model.length === 0 ? null : { value: model.at(-1) };
  expectFound(results, after.latest, latest, `latest() after \`${told}\``);
}

function expectFound(
  results: Played,
  shown: Shown,
  expected: { readonly value: unknown } | null,
  told: string,
): void {
  results.value(shown.step, told);
  const found = results.value(shown.found, `\`found\` of ${told}`);
  const value = results.ending(shown.value);
  const seen = found === true && !value.threw ? { found, value: value.value } : { found };
  const wanted = expected === null ? { found: false } : { found: true, value: expected.value };
  expectThat(
    found === wanted.found && (expected === null || (!value.threw && same(value.value, expected.value))),
    {
      expected: `${told} to give ${spell(wanted)}`,
      saw: spell(seen),
      look:
        expected === null
          ? 'There is nothing to give, so nothing was found.'
          : 'Something is there, and it may be any value at all. Only the number of values tells whether the buffer is empty.',
    },
  );
}

/** Two buffers in one process. */
async function strangers(stage: Stage, [left, right]: readonly (string | undefined)[]): Promise<void> {
  const told = `one = new RingBuffer(); other = new RingBuffer(); one.push(${spell(left)}); other.push(${spell(right)})`;
  const lists = [iterate('one'), iterate('other')] as const;
  const results = await stage.play([
    create('RingBuffer', [], 'one'),
    create('RingBuffer', [], 'other'),
    method('one', 'push', [left]),
    method('other', 'push', [right]),
    ...lists,
  ]);
  const seen = lists.map((list) => Object.values(results.value(list, told) ?? {}));
  expectThat(spell(seen) === spell([[left], [right]]), {
    promise: 'Two buffers share nothing.',
    expected: `[${spell(left)}] in one and [${spell(right)}] in the other after \`${told}\``,
    saw: `${spell(seen[0])} and ${spell(seen[1])}`,
    look: 'An empty list that everybody begins with is one list. Where is yours made, and how often?',
  });
}

async function refuses(stage: Stage, capacity: number): Promise<void> {
  const made = create('RingBuffer', [{ capacity }], 'ring');
  const ending = (await stage.play([made])).ending(made);
  expectThat(ending.threw && ending.is === 'RangeError', {
    promise: 'A capacity is a whole number from 0 on; the constructor refuses any other with a RangeError.',
    expected: `${tellNew({ capacity })} to throw a RangeError`,
    saw: ending.threw ? `it threw ${tellError(ending)}` : 'it made a buffer',
    look: 'Every comparison with NaN is false. Ask what a capacity must be (`Number.isInteger`), not what it must not be.',
  });
}

interface Shown {
  readonly step: Step;
  readonly found: Step;
  readonly value: Step;
  readonly steps: readonly Step[];
}

interface Inspection {
  readonly list: Step;
  readonly length: Step;
  readonly capacity: Step;
  readonly latest: Shown;
  readonly steps: readonly Step[];
}

function inspect(on: string): Inspection {
  const list = iterate(on);
  const length = get(on, 'length');
  const capacity = get(on, 'capacity');
  const latest = found(method(on, 'latest', [], 'latest'), 'latest');
  return { list, length, capacity, latest, steps: [list, ...latest.steps, length, capacity] };
}

/** A call that gives a Found, and looks at it. */
function found(step: Step, as: string): Shown {
  const [isFound, value] = [get(as, 'found'), get(as, 'value')];
  return { step, found: isFound, value, steps: [step, isFound, value] };
}

function tellStory({ options, moves }: Story): string {
  const told = moves.map((move) => (move === 'shift' ? 'shift()' : `push(${spell(move.push)})`));
  return [tellNew(options), ...told].join(' · ');
}

function tellNew(options: Story['options']): string {
  return `new RingBuffer(${options === undefined ? '' : spell(options)})`;
}
