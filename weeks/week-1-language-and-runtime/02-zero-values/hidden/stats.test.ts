import { expectThat, fc, requirement } from 'checker/kit';
import type { Step } from './driver/steps.ts';
import { create, get, method, openStage, type Played, type Stage, tellError } from './stage.ts';
import { spell, thing } from './values.ts';

const members = ['count', 'sum', 'mean', 'min', 'max'] as const;
type Summary = Readonly<Record<(typeof members)[number], number | null>>;

/** Quarters: their sums are exact in every order. */
const numbers = fc.integer({ min: -40, max: 40 }).map((quarters) => quarters / 4);
const lists = fc.array(numbers, { maxLength: 6 });

requirement('stats', async ({ module, property, random }) => {
  const stage = await openStage(module);
  const judge = async (values: readonly number[]): Promise<void> => {
    const looks = [summary('stats'), ...values.map(() => summary('stats'))];
    const adds = values.map((value) => method('stats', 'add', [value]));
    const played = await stage.play([
      create('Stats', [], 'stats'),
      ...looks.flatMap((look, index) => [...adds.slice(index - 1, index), ...look.steps]),
    ]);
    for (const [index, look] of looks.entries()) {
      const told = tellStats(values.slice(0, index));
      const add = adds[index - 1];
      if (add !== undefined) played.value(add, told);
      expectSummary(played, look, values.slice(0, index), told);
    }
  };
  await judge([]);
  await judge([0]);
  await judge([0, 5]);
  await judge([-5, -3, 0]);
  await judge([random.integer(1, 1000), random.integer(-1000, -1)]);
  await property('stats of some numbers', lists, judge, { runs: 60, show: tellStats });
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (const before of [[], [random.integer(2, 9), random.integer(-9, -1)]])
      await refuses(stage, before, value);
  }
  await strangers(stage, random.integer(1, 1000));
});

requirement('stats-merge', async ({ module, property }) => {
  const stage = await openStage(module);
  const judge = async ([left, right, later]: readonly [
    readonly number[],
    readonly number[],
    number,
  ]): Promise<void> => {
    const merge = method('left', 'merge', [thing('right')], 'merged');
    const [merged, leftAfter, rightAfter] = [summary('merged'), summary('left'), summary('right')];
    const addLater = method('merged', 'add', [later]);
    const addLeft = method('left', 'add', [later]);
    const addRight = method('right', 'add', [later]);
    const [leftAlone, rightAlone] = [summary('left'), summary('right')];
    const [mergedMore, mergedAlone] = [summary('merged'), summary('merged')];
    const played = await stage.play([
      create('Stats', [], 'left'),
      create('Stats', [], 'right'),
      ...left.map((value) => method('left', 'add', [value])),
      ...right.map((value) => method('right', 'add', [value])),
      merge,
      ...[merged, leftAfter, rightAfter].flatMap(({ steps }) => steps),
      addLater,
      ...[mergedMore, leftAlone, rightAlone].flatMap(({ steps }) => steps),
      addLeft,
      addRight,
      ...mergedAlone.steps,
    ]);
    const told = tellMerge([left, right, later]);
    const both = [...left, ...right];
    played.value(merge, told);
    expectSummary(played, merged, both, `the result of ${told}`, together);
    expectSummary(played, leftAfter, left, `the left one after ${told}`, changes);
    expectSummary(played, rightAfter, right, `the right one after ${told}`, changes);
    const more = `${told}, and then merged.add(${later})`;
    played.value(addLater, more);
    expectSummary(played, mergedMore, [...both, later], `the result of ${more}`, changes);
    expectSummary(played, leftAlone, left, `the left one after ${more}`, changes);
    expectSummary(played, rightAlone, right, `the right one after ${more}`, changes);
    const parts = `${more}, left.add(${later}) and right.add(${later})`;
    expectSummary(played, mergedAlone, [...both, later], `the result after ${parts}`, changes);
  };
  await judge([[], [5, 3], 4]);
  await judge([[-5, -3], [], 4]);
  await judge([[], [], 4]);
  await judge([[1, 3], [5], 4]);
  await property('two stats', fc.tuple(lists, lists, numbers), judge, { runs: 60, show: tellMerge });
});

const together =
  'The result tells of the numbers of both. Adding nothing changes no sum; what must min and max be inside of empty stats, so that they change nothing either?';

const changes =
  '`merge` gives a new Stats that shares nothing with the two. Which object does it return where one of them is empty, and whose fields does it write to?';

async function refuses(stage: Stage, before: readonly number[], value: number): Promise<void> {
  const add = method('stats', 'add', [value]);
  const after = summary('stats');
  const next = summary('stats');
  const played = await stage.play([
    create('Stats', [], 'stats'),
    ...before.map((each) => method('stats', 'add', [each])),
    add,
    ...after.steps,
    method('stats', 'add', [2]),
    ...next.steps,
  ]);
  const told = tellStats([...before, value]);
  const promise = '`add` refuses NaN and the infinities with a RangeError, and nothing changes.';
  const ending = played.ending(add);
  expectThat(ending.threw && ending.is === 'RangeError', {
    promise,
    expected: `the last add of ${told} to throw a RangeError`,
    saw: ending.threw ? `it threw ${tellError(ending)}` : 'it threw nothing',
    look: 'One NaN in a sum, and every mean from then on is NaN. Stop it where it comes in.',
  });
  const look = 'Check before you write the first field.';
  expectSummary(played, after, before, `stats after the refusal of ${told}`, look, promise);
  expectSummary(played, next, [...before, 2], `stats after ${told} and add(2)`, look, promise);
}

/** Two of them in one process. */
async function strangers(stage: Stage, value: number): Promise<void> {
  const other = summary('other');
  const played = await stage.play([
    create('Stats', [], 'one'),
    method('one', 'add', [value]),
    create('Stats', [], 'other'),
    ...other.steps,
  ]);
  expectSummary(
    played,
    other,
    [],
    `other after \`one = new Stats(); one.add(${value}); other = new Stats()\``,
    'What do two of them share?',
  );
}

interface Looked {
  readonly gets: readonly (readonly [member: (typeof members)[number], step: Step])[];
  readonly steps: readonly Step[];
}

function summary(on: string): Looked {
  const gets = members.map((member) => [member, get(on, member)] as const);
  return { gets, steps: gets.map(([, step]) => step) };
}

function expectSummary(
  played: Played,
  { gets }: Looked,
  values: readonly number[],
  told: string,
  look?: string,
  promise?: string,
): void {
  const expected = summaryOf(values);
  for (const [member, step] of gets) {
    const seen = played.value(step, `\`${member}\` of ${told}`);
    expectThat(near(seen, expected[member]), {
      ...(promise === undefined ? {} : { promise }),
      expected: `\`${member}\` of ${told} to be ${spell(expected[member])}`,
      saw: spell(seen),
      look: look ?? lookAt(member, values),
    });
  }
}

function summaryOf(values: readonly number[]): Summary {
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.length === 0) return { count: 0, sum, mean: null, min: null, max: null };
  return {
    count: values.length,
    sum,
    mean: sum / values.length,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

function near(seen: unknown, expected: number | null): boolean {
  if (expected === null || typeof seen !== 'number') return seen === expected;
  return Math.abs(seen - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
}

function lookAt(member: (typeof members)[number], values: readonly number[]): string {
  switch (member) {
    case 'count':
    case 'sum':
      return 'What does it begin with, and what does each `add` do to it?';
    case 'mean':
      return values.length === 0
        ? 'What is 0 / 0? There is a sum of nothing, but no mean of nothing.'
        : 'A mean of 0 is a mean. What does your code take it for?';
    case 'min':
    case 'max':
      return values.length === 0
        ? 'Nothing has no smallest and no largest value, and 0 would be a lie.'
        : 'What does it begin with? 0 is smaller than 5 and larger than -5, and nobody added it. And a smallest value of 0 is a value.';
    default:
      return member satisfies never;
  }
}

function tellStats(values: readonly number[]): string {
  return ['`new Stats()', ...values.map((value) => `add(${value})`)].join(' · ').concat('`');
}

function tellMerge([left, right]: readonly [readonly number[], readonly number[], number]): string {
  return `\`left.merge(right)\` with ${spell(left)} in left and ${spell(right)} in right`;
}
