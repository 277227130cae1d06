import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Box } from '../../src/box/box.ts';
import { chooseIdentity } from '../../src/box/identity.ts';
import { openProcessBox } from '../../src/box/process-box.ts';
import { limitsSchema } from '../../src/course/manifest.ts';
import { Broken, type BrokenPart } from '../expect.ts';
import { createRandom } from '../random.ts';
import { type ChaffsInput, createChaffs } from './index.ts';

const root = join(import.meta.dirname, '../../..');
const fixture = join(import.meta.dirname, 'fixtures/counter');
const hidden = join(fixture, 'hidden');
const head = `import { beforeAll, describe, expect, test, vi } from 'vitest';
import { CounterFullError, createCounter } from '../src/index.ts';
`;

let folder: string;
let snapshot: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-tests-'));
  chmodSync(folder, 0o755);
  snapshot = join(folder, 'snapshot');
  mkdirSync(snapshot);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(snapshot, path)), { recursive: true });
  writeFileSync(join(snapshot, path), text);
}

function openBox(): Box {
  const readable = [join(root, 'node_modules')];
  return openProcessBox({
    app: snapshot,
    readable,
    limits: limitsSchema.parse({}),
    parent: folder,
    identity: chooseIdentity([folder, ...readable, process.execPath], { PATH: process.env.PATH }),
    node: process.execPath,
  });
}

/** What the judge says of the tests in the snapshot; null when they are good. */
async function judge(
  signal = new AbortController().signal,
  rest: Partial<ChaffsInput> = {},
): Promise<BrokenPart | null> {
  await using box = openBox();
  const chaffs = createChaffs({
    snapshot,
    hidden,
    manifest: { entry: 'src/index.ts', module: 'src/index.ts' },
    box,
    root,
    random: createRandom(11),
    signal,
    machineLoad: () => 0,
    ...rest,
  });
  try {
    await chaffs.judgeOwnTests();
  } catch (error) {
    if (error instanceof Broken) return error.part;
    throw error;
  } finally {
    expect(await box.killAll()).toBe(false);
  }
  return null;
}

test('good tests pass, and never meet the learner’s own module', async () => {
  cpSync(join(fixture, 'good'), snapshot, { recursive: true });
  expect(await judge()).toBeNull();
});

test('several files, helpers, data, temporary files, mocks and fake time work as they do at home', async () => {
  cpSync(join(fixture, 'good'), snapshot, { recursive: true });
  write('test/helpers/sample.ts', 'export const sample: { readonly limit: number } = { limit: 1 };\n');
  write('test/data.json', '{ "limit": 1 }');
  write(
    'test/deep/other.test.ts',
    `import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createCounter } from '../../src/index.ts';
import { sample } from '../helpers/sample.ts';

test('reads what lies beside it', () => {
  const data = JSON.parse(readFileSync(new URL('../data.json', import.meta.url), 'utf8'));
  expect(createCounter(data.limit).up()).toBe(sample.limit);
});
test('writes below the temporary folder', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'a-')), 'b');
  writeFileSync(file, 'x');
  expect(readFileSync(file, 'utf8')).toBe('x');
});
test('writes where it runs', () => writeFileSync('left-behind.json', '{}'));
test('changes what the next file must not see', () => {
  vi.useFakeTimers();
  vi.stubEnv('HOME', '/nowhere');
});
`,
  );
  write(
    'test/later.test.ts',
    `import { expect, test, vi } from 'vitest';
test('starts afresh', async () => {
  expect(vi.isFakeTimers()).toBe(false);
  expect(process.env.HOME).not.toBe('/nowhere');
  await new Promise((resolve) => setTimeout(resolve, 1));
});
`,
  );
  write('vitest.config.ts', "throw new Error('the judge has its own');");
  write('tsconfig.json', '{ "extends": "./gone.json" }');
  expect(await judge()).toBeNull();
});

test('a file whose top level changes the world for good does so alone', async () => {
  cpSync(join(fixture, 'good'), snapshot, { recursive: true });
  write(
    'test/a.test.ts',
    `import { expect, test, vi } from 'vitest';
vi.useFakeTimers();
(globalThis as { left?: string }).left = 'behind';
test('stops the time', () => expect(vi.isFakeTimers()).toBe(true));
`,
  );
  write(
    'test/b.test.ts',
    `import { expect, test } from 'vitest';
test('has the time', () => new Promise((resolve) => setTimeout(resolve, 1)));
`,
  );
  expect(await judge()).toBeNull();
});

test('tests that look at nothing are told the first thing that they miss', async () => {
  write('test/a.test.ts', `${head}test('is there', () => expect(createCounter().up()).toBe(1));`);
  expect(await judge()).toMatchObject({
    saw: 'they caught 0 of 2; the first one missed: reset() leaves the counter where it was.',
  });
});

describe('tests that ask for more than the contract', () => {
  test.each([
    [
      'a test',
      "test('starts at one', () => expect(createCounter().value).toBe(1));",
      /^the test "starts at one" failed: "expected \+?0 to be 1/,
    ],
    ['a nested test', "describe('a', () => test('b', () => expect(1).toBe(2)));", /^the test "a > b" failed/],
    [
      'a hook',
      "beforeAll(() => { throw new Error('no'); });\ntest('a', () => {});",
      /^a hook of test\/a\.test\.ts failed: "no"/,
    ],
    ['a file', "throw new Error('no');", /^test\/a\.test\.ts did not: "no"/],
    [
      'a lost promise',
      "test('a', async () => { void Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 20)); });",
      /^an error that no test waited for: "lost"/,
    ],
    [
      'an exit',
      "test('a', () => { process.exit(0); });",
      /^the test "a" failed: "process\.exit unexpectedly called/,
    ],
    [
      'a silent exit',
      "test('a', () => { process.kill(process.pid, 'SIGKILL'); });",
      /^the test "a" never came to an end/,
    ],
    [
      // Whether a right implementation had begun by then is chance; the tests fail on it either way.
      'the end of the runner',
      "test('a', () => { process.kill(process.ppid, 'SIGKILL'); for (;;); });",
      /never came to an end$|these never began$/,
    ],
    ['a skipped test', "test.skip('a', () => {});", /^test files in which no test runs/],
  ])('%s', async (_what, source, saw) => {
    write('test/a.test.ts', head + source);
    const part = await judge();
    expect(part?.saw).toMatch(saw);
    expect(JSON.stringify(part)).not.toContain(folder);
  });
});

describe('tests that never end', () => {
  test.each([
    ['loop', "test('a', () => { for (;;); });", /^the test "a" never came to an end/],
    ['loop while they load', 'for (;;);', /^loading test\/a\.test\.ts never came to an end/],
    [
      'wait, with a long limit of their own',
      "test('a', () => new Promise(() => {}), 600_000);",
      /^the test "a" never came to an end/,
    ],
    ['wait', "test('a', () => new Promise(() => {}));", /^the test "a" failed: "Test timed out in 5000ms/],
  ])('%s: they are ended soon', async (_what, source, saw) => {
    write('test/a.test.ts', head + source);
    expect((await judge())?.saw).toMatch(saw);
  });
});

describe('tests that look around', () => {
  test.each([
    ['the other implementations', "readdirSync('..')"],
    ['the runner’s plan', "readFileSync('../plan.json')"],
    ['the system', "readFileSync('/etc/passwd')"],
    ['their own process', "readFileSync('/proc/self/environ')"],
  ])('do not see %s', async (_what, look) => {
    write(
      'test/a.test.ts',
      `import { readdirSync, readFileSync } from 'node:fs';\n${head}test('peeks', () => expect(() => ${look}).toThrow('restricted'));`,
    );
    // Refused for every implementation alike, so the test passes on all of them and catches none.
    expect((await judge())?.saw).toContain('caught 0 of 2');
  });

  test('see nothing of the judge in their environment', async () => {
    write(
      'test/a.test.ts',
      `${head}test('peeks', () => expect(Object.values(process.env).join()).not.toContain('${root}'));`,
    );
    expect((await judge())?.saw).toContain('caught 0 of 2');
  });

  test('gain nothing by writing the notes themselves', async () => {
    write(
      'test/a.test.ts',
      `import { writeFileSync } from 'node:fs';
${head}test('forges', () => {
  const lines = [
    { kind: 'collected', file: 'test/a.test.ts', tests: 1, error: null },
    { kind: 'failed', test: 'forges', message: 'caught' },
    { kind: 'done', file: 'test/a.test.ts' },
  ];
  writeFileSync('notes.ndjson', lines.map((line) => JSON.stringify(line) + '\\n').join(''));
});`,
    );
    expect((await judge())?.saw).toBe('the test "forges" failed: "caught"');
  });
});

test('no test at all is told before anything runs', async () => {
  expect((await judge())?.saw).toBe('no file in test/');
  write('test/a.spec.ts', head);
  expect((await judge())?.saw).toBe('no file in test/ that ends in .test.ts (test/a.spec.ts)');
});

test('an import of something else is told with its place, before anything runs', async () => {
  write('test/a.test.ts', "import { count } from '../src/counter.ts';\n");
  expect((await judge())?.places).toMatchObject([{ file: 'test/a.test.ts', line: 1, column: 23 }]);
});

test('it stops when it is told to', async () => {
  write('test/a.test.ts', `${head}test('a', () => { for (;;); });`);
  const stop = new AbortController();
  const judging = judge(stop.signal);
  setTimeout(() => stop.abort(new Error('interrupted')), 1000);
  await expect(judging).rejects.toThrow('interrupted');
});

test('tests that the clock cuts off on a machine that is too busy are nobody’s fault', async () => {
  write(
    'test/slow.test.ts',
    `${head}test('waits', async () => {
  for (;;) {
    expect(createCounter).toBeTypeOf('function');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}, 70_000);
`,
  );
  const judging = judge(undefined, { limits: { wallSeconds: 4 }, machineLoad: () => 12 });
  await expect(judging).rejects.toMatchObject({ code: 'JUDGE_BROKEN' });
});
