import { broken, fc, requirement, showValue } from 'checker/kit';
import { answerOf } from './answers.ts';
import type { CacheCommand, CacheState } from './driver/cache.ts';

requirement('byte-cache', async ({ module, property }) => {
  const link = await module.open();
  await property(
    'any calls',
    fc.record({
      maxBytes: fc.integer({ min: 1, max: 40 }),
      commands: fc.array(command, { minLength: 1, maxLength: 30 }),
    }),
    async ({ maxBytes, commands }) => {
      const outcome = await link.call('cache.play', { maxBytes, commands }, { transcript: false });
      const told = tellCommands(maxBytes, commands);
      const states = answerOf(outcome, `${told} to throw nothing`, 'Which of the calls throws, and why?');
      const model = createModel(maxBytes);
      for (const [at, each] of commands.entries()) {
        const past = tellCommands(maxBytes, commands.slice(0, at + 1));
        compare(past, each, (states as CacheState[])[at], model(each));
      }
    },
    { runs: 200, show: ({ maxBytes, commands }) => tellCommands(maxBytes, commands) },
  );
});

const key = fc.constantFrom('a', 'b', 'c', 'é', '索', '🧭', '__proto__');
const value = fc.oneof(
  fc.constantFrom('', 'x', 'xxxx', 'üüü', '🚀🚀'),
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', '索', '🧭'), maxLength: 8 }),
);
const command: fc.Arbitrary<CacheCommand> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('set' as const), key, value }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('get' as const), key }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('has' as const, 'delete' as const), key }) },
);

/** What the page says, in the plainest form: a list, the longest unused first. */
function createModel(maxBytes: number) {
  let entries: (readonly [key: string, value: string])[] = [];
  const cost = ([name, text]: readonly [string, string]) => Buffer.byteLength(name) + Buffer.byteLength(text);
  const total = () => entries.reduce((sum, entry) => sum + cost(entry), 0);

  const act = (each: CacheCommand): unknown => {
    const found = entries.find(([name]) => name === each.key);
    const others = entries.filter((entry) => entry !== found);
    switch (each.act) {
      case 'has':
        return found !== undefined;
      case 'get':
        if (found !== undefined) entries = [...others, found];
        return found?.[1] ?? null;
      case 'delete':
        entries = others;
        return found !== undefined;
      case 'set': {
        entries = others;
        if (cost([each.key, each.value]) > maxBytes) return false;
        entries.push([each.key, each.value]);
        while (total() > maxBytes) entries.shift();
        return true;
      }
      default:
        return each satisfies never;
    }
  };
  return (each: CacheCommand): CacheState => {
    const result = act(each);
    return { result, bytes: total(), size: entries.length, present: entries.map(([name]) => name) };
  };
}

function compare(past: string, each: CacheCommand, seen: CacheState | undefined, expected: CacheState): void {
  const gave = `the last of these calls to give ${showResult(expected.result)}: ${past}`;
  if (seen === undefined) broken({ expected: gave, saw: 'nothing', look: 'Does it come back at all?' });
  const { result, bytes, size, present } = seen;
  if (!sameKeys(present, expected.present)) {
    broken({
      expected: `the keys ${tellKeys(expected.present)} to be there after ${past}`,
      saw: `${tellKeys(present)} (and \`bytes\` says ${showValue(bytes)})`,
      look: 'Which entries must go, and which go first? Count the UTF-8 bytes of keys and values by hand, and look who was used last.',
    });
  }
  if (bytes !== expected.bytes) {
    broken({
      expected: `\`bytes\` to be ${expected.bytes} after ${past}`,
      saw: showValue(bytes),
      look: 'What does each key and each value take in UTF-8, and what did the entry take that stood there before?',
    });
  }
  if (size !== expected.size) {
    broken({
      expected: `\`size\` to be ${expected.size} after ${past}`,
      saw: showValue(size),
      look: 'How many entries are there?',
    });
  }
  if (result !== expected.result) {
    broken({
      expected: gave,
      saw: showResult(result),
      look: `What does \`${each.act}\` give back, and when?`,
    });
  }
}

function sameKeys(seen: readonly string[], expected: readonly string[]): boolean {
  return seen.length === expected.length && expected.every((each) => seen.includes(each));
}

function tellKeys(keys: readonly string[]): string {
  return keys.length === 0 ? 'none' : [...keys].sort().map(showValue).join(', ');
}

function tellCommands(maxBytes: number, commands: readonly CacheCommand[]): string {
  const calls = commands.map((each) =>
    each.act === 'set'
      ? `set(${JSON.stringify(each.key)}, ${JSON.stringify(each.value)})`
      : `${each.act}(${JSON.stringify(each.key)})`,
  );
  return `${calls.join(', ')} in a cache of ${maxBytes} ${maxBytes === 1 ? 'byte' : 'bytes'}`;
}

/** On the link `undefined` is null; the judge never stores null. */
function showResult(result: unknown): string {
  return result === null ? 'undefined' : showValue(result);
}
