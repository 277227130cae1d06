import { expectThat, fc, requirement } from 'checker/kit';
import { call, look, make, openStage, type Stage } from './stage.ts';
import { isRecord, same, sameMembers, spell, thing } from './values.ts';

type Options = Readonly<Record<string, unknown>>;

const names = ['retries', 'prefix', 'colour', 'timeoutMs', 'logFile', 'hooks', 'constructor', 'toString'];
const things = ['the object a', 'the object b'];

/** Whatever may stand in an option and is neither absent nor undefined, the misleading ones first. */
const said = fc.constantFrom<unknown>(0, '', false, null, Number.NaN, true, 'text', 7, ...things.map(thing));
const unmistakable = fc.constantFrom<unknown>(1, 'text', true, 7);
const optionName = fc.constantFrom(...names);

requirement('keeps-what-was-given', async ({ module, property }) => {
  const stage = await openStage(module);
  const judge = async ([defaults, given]: readonly [Options, Options]): Promise<void> => {
    const { told, result } = await merge(stage, defaults, given);
    const wrong = Object.keys(given).find((name) => !same(result[name], given[name]));
    expectThat(wrong === undefined, {
      expected: `${told} to give ${spell(given)}`,
      saw: spell(result),
      look: lookAt(wrong ?? '', given[wrong ?? '']),
    });
  };
  await judge([{ retries: 3 }, { retries: 0 }]);
  const both = fc
    .uniqueArray(fc.tuple(optionName, unmistakable, said), { minLength: 1, maxLength: 5, selector: at(0) })
    .map(
      (rows) =>
        [
          Object.fromEntries(rows.map(([name, byDefault]) => [name, byDefault])),
          Object.fromEntries(rows.map(([name, , value]) => [name, value])),
        ] as const,
    );
  await property('options that were given', both, judge, { runs: 100, show: tellCall });
});

requirement('fills-what-is-absent', async ({ module, property }) => {
  const stage = await openStage(module);
  const judge = async ([defaults, given]: readonly [Options, Options | undefined]): Promise<void> => {
    const merged = await merge(stage, defaults, given);
    const { told, result } = merged;
    const expected = Object.fromEntries(
      Object.entries(defaults).map(([name, byDefault]) => {
        const value = given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
        return [name, value === undefined ? byDefault : value];
      }),
    );
    expectThat(sameMembers(result, expected), {
      expected: `${told} to give ${spell(expected)}`,
      saw: spell(result),
      look: 'Go through the names of the defaults one by one: is there an own member of that name in what was given, and is it not undefined?',
    });
    expectUntouched(merged, { defaults, given });
  };
  await judge([{ retries: 3, prefix: 'p' }, { prefix: 'mine' }]);
  await judge([{ retries: 3 }, { retries: undefined }]);
  await judge([{ retries: 3 }, {}]);
  await judge([{ retries: 3 }, undefined]);
  await judge([{ toString: 'text', constructor: 7 }, {}]);
  await judge([{ retries: 3 }, { retires: 5 }]);
  const row = fc.tuple(optionName, said, fc.constantFrom('absent', 'undefined', 'given'), unmistakable);
  const both = fc.uniqueArray(row, { minLength: 1, maxLength: 5, selector: at(0) }).map(
    (rows) =>
      [
        Object.fromEntries(rows.map(([name, byDefault]) => [name, byDefault])),
        Object.fromEntries(
          rows.flatMap(([name, , how, value]) => {
            if (how === 'absent') return [];
            return [[name, how === 'given' ? value : undefined]];
          }),
        ),
      ] as const,
  );
  await property('options of which some are missing', both, judge, { runs: 100, show: tellCall });
});

function lookAt(name: string, value: unknown): string {
  const said = `Somebody said ${name}: ${spell(value)}.`;
  if (typeof value === 'symbol')
    return `${said} What was given is taken over as it is, and not merged or copied.`;
  if (value === null) return `${said} That is an answer. Which of your questions takes null for no answer?`;
  return `${said} Do you ask whether a value is there, or whether it is truthy?`;
}

interface Merged {
  readonly told: string;
  readonly result: Options;
  /** What became of the arguments. */
  readonly after: Readonly<Record<'defaults' | 'given', unknown>>;
  readonly returnedArgument: 'defaults' | 'given' | null;
}

async function merge(stage: Stage, defaults: Options, given: Options | undefined): Promise<Merged> {
  const told = tellCall([defaults, given]);
  const args = given === undefined ? [thing('defaults')] : [thing('defaults'), thing('given')];
  const called = call('withDefaults', args, 'result');
  const looks = { result: look('result'), defaults: look('defaults'), given: look('given') };
  const played = await stage.play([
    ...things.map((name) => make(name, { name })),
    make('defaults', defaults),
    ...(given === undefined ? [] : [make('given', given)]),
    called,
    looks.result,
    looks.defaults,
    looks.given,
  ]);
  const returned = played.value(called, told);
  const result = played.members(called, told);
  expectThat(isRecord(result), {
    expected: `${told} to give an object`,
    saw: spell(result),
    look: 'What does withDefaults return?',
  });
  const after = { defaults: played.value(looks.defaults, told), given: played.value(looks.given, told) };
  const returnedArgument = (['defaults', 'given'] as const).find((name) => returned === thing(name)) ?? null;
  return { told, result, after, returnedArgument };
}

function expectUntouched(
  { told, after, returnedArgument }: Merged,
  before: { readonly defaults: Options; readonly given: Options | undefined },
): void {
  for (const which of ['defaults', 'given'] as const) {
    const were = before[which];
    if (were === undefined) continue;
    expectThat(returnedArgument !== which && sameMembers(after[which], were), {
      promise: '`withDefaults` returns a new object and leaves both of its arguments as they were.',
      expected: `a new object from ${told}, and ${which} to stay ${spell(were)}`,
      saw: `${returnedArgument === which ? `the very object of the ${which}, which is` : `${which}:`} ${spell(after[which])}`,
      look: `Whose object do you write into? Whoever takes these ${which} next gets your values.`,
    });
  }
}

function tellCall([defaults, given]: readonly [Options, Options | undefined]): string {
  return `withDefaults(${given === undefined ? spell(defaults) : `${spell(defaults)}, ${spell(given)}`})`;
}

function at(index: 0) {
  return (row: readonly [string, ...unknown[]]): string => row[index];
}
