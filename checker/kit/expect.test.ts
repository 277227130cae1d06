import { describe, expect, test } from 'vitest';
import { expectGolden } from '../test/golden.ts';
import {
  Broken,
  type BrokenPart,
  expectEqual,
  expectJson,
  expectRun,
  expectThat,
  NotRun,
  notRun,
} from './expect.ts';
import type { Run } from './fixtures.ts';

const look = 'Where is the exit code set?';

/** Each is one sentence that a learner reads; the golden file holds them all, to be read aloud. */
const told: Readonly<Record<string, () => void>> = {
  'another exit code': () => expectRun(run({ code: 1 }), { code: 0, look }),
  'another exit code, and stderr': () =>
    expectRun(run({ code: 1, stderr: '\nno such task\nsecond\n' }), { code: 0, look }),
  'another exit code after a crash': () =>
    expectRun(
      run({
        code: 1,
        stderr: 'node:internal/x:1\n    throw e;\n    ^\n\nTypeError: no title\n    at src/main.ts:3:1\n',
      }),
      { code: 0, look },
    ),
  'one of several codes': () => expectRun(run({ code: 3 }), { code: [0, 130], look }),
  'success where failure was due': () => expectRun(run({}), { code: 'failure', look }),
  'a signal': () =>
    expectRun(run({ code: null, ending: { kind: 'signalled', signal: 'SIGSEGV' } }), {
      code: 'failure',
      look,
    }),
  'a time limit': () =>
    expectRun(run({ code: null, ending: { kind: 'killed', why: { limit: 'wall', figure: '10 s' } } }), {
      code: 0,
      look,
    }),
  'a limit where only output is looked at': () =>
    expectRun(run({ code: null, ending: { kind: 'killed', why: { limit: 'memory', figure: '512 MiB' } } }), {
      stdout: 'x',
      look,
    }),
  'other output': () => expectRun(run({ stdout: 'hello ada\n' }), { stdout: 'hello Ada\n', look }),
  'no output': () => expectRun(run({}), { stdout: 'hello Ada\n', look }),
  'output where none was due': () => expectRun(run({ stdout: 'debug\n' }), { stdout: '', look }),
  'a pattern, in words': () =>
    expectRun(run({ stderr: '' }), {
      stderr: { matches: /\S/, means: 'a line that says what is missing' },
      look,
    }),
  'no JSON': () => void expectJson(run({ stdout: '[1] and more' }), { look }),
  'other data': () => expectEqual('the list', [{ id: 1 }], [{ id: 2 }], { look }),
  'a sentence of its own': () => expectThat(false, { expected: 'two lines', saw: 'three lines', look }),
};

test('every failure reads as a sentence', () => {
  const sentences = Object.entries(told).map(([name, act]) => {
    const { expected, saw } = partOf(act);
    return `${name}\n  expected ${expected}\n  saw ${saw}\n`;
  });
  expectGolden('kit/sentences.txt', sentences.join('\n'));
});

describe('expectRun', () => {
  test('is content with what was asked for, and looks at nothing else', () => {
    const good = run({ code: 2, stdout: 'anything', stderr: 'usage' });
    expectRun(good, { look });
    expectRun(good, { code: 2, look });
    expectRun(good, { code: [0, 2], stderr: 'usage', look });
    expectRun(good, { code: 'failure', stdout: { matches: /^any/, means: 'anything' }, look });
  });

  test('a death by signal is neither success nor failure of the program’s own', () => {
    const dead = run({ code: null, ending: { kind: 'signalled', signal: 'SIGKILL' } });
    expect(partOf(() => expectRun(dead, { code: 'failure', look })).saw).toBe('it was ended by SIGKILL');
    expect(partOf(() => expectRun(dead, { code: [0, 1], look })).saw).toBe('it was ended by SIGKILL');
  });

  test('a limit is the cause before anything else, and stands in the limits', () => {
    const why = { limit: 'cpu', figure: '10 s' } as const;
    const part = partOf(() =>
      expectRun(run({ code: null, ending: { kind: 'killed', why }, limits: [why] }), {
        code: 0,
        stdout: 'x',
        look,
      }),
    );
    expect(part.limits).toEqual([why]);
    expect(part.saw).toContain('cpu limit');
  });

  test('a part of a promise replaces the sentence, and the run is kept for the transcript', () => {
    const broke = run({ code: 1 });
    const part = partOf(() => expectRun(broke, { code: 0, promise: 'Ends well.', look }));
    expect(part).toMatchObject({ promise: 'Ends well.', look });
    expect(part.run).toBe(broke);
    expect(partOf(() => expectRun(broke, { code: 0, look }))).not.toHaveProperty('promise');
  });

  test('a pattern that remembers where it stopped judges each run alike', () => {
    const wish = { matches: /ok/g, means: 'ok' };
    for (let at = 0; at < 3; at++) expectRun(run({ stdout: 'ok' }), { stdout: wish, look });
  });
});

describe('expectEqual', () => {
  test.each<[unknown, unknown]>([
    [
      { a: 1, b: [1, { c: null }] },
      { b: [1, { c: null }], a: 1 },
    ],
    [Number.NaN, Number.NaN],
    [[], []],
    [0, -0],
  ])('%j equals %j', (left, right) => {
    expect(() => expectEqual('it', left, right, { look })).not.toThrow();
  });

  test.each<[unknown, unknown]>([
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: undefined }, { b: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    ['1', 1],
    [null, {}],
    [{ length: 0 }, []],
  ])('%j does not equal %j', (left, right) => {
    expect(() => expectEqual('it', left, right, { look })).toThrow(Broken);
  });
});

test('what is nested deeper than the stack reaches equals nothing', () => {
  const nest = () => {
    let deep: unknown[] = [];
    for (let level = 0; level < 200_000; level += 1) deep = [deep];
    return deep;
  };
  expect(() => expectEqual('the body', nest(), nest(), { look: 'Why?' })).toThrow(Broken);
});

test('expectJson gives the value', () => {
  expect(expectJson(run({ stdout: ' [1, null]\n' }), { look })).toEqual([1, null]);
});

test('notRun says what is missing and what to do', () => {
  expect(() => notRun('there is no strace', 'Install it.')).toThrow(
    expect.objectContaining({ message: 'there is no strace', hint: 'Install it.' }),
  );
  expect(() => notRun('x', 'y')).toThrow(NotRun);
});

function partOf(act: () => void): BrokenPart {
  try {
    act();
  } catch (error) {
    if (error instanceof Broken) return error.part;
    throw error;
  }
  throw new Error('nothing broke');
}

function run(more: Partial<Run>): Run {
  const code = more.code === undefined ? 0 : more.code;
  const { stdout = '', stderr = '' } = more;
  return {
    program: 'greet',
    args: ['Ada'],
    ending: { kind: 'exited', code: code ?? 0 },
    stdout,
    stderr,
    stdoutBytes: Buffer.from(stdout),
    stderrBytes: Buffer.from(stderr),
    wallMs: 1,
    cpuMs: 1,
    limits: [],
    leftBehind: 0,
    ...more,
    code,
  };
}
