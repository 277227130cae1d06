import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/judge/verdict.ts';
import { recordAttempt } from '../../src/progress/record.ts';
import { expectGolden } from '../golden.ts';
import { copyCourse, tempFolder } from '../temp-folder.ts';
import { runChecker, tellScreen } from './run-checker.ts';

const passed: Verdict = { kind: 'passed' };
const failed: Verdict = {
  kind: 'failed',
  observation: {
    promise: 'p',
    did: [],
    expected: 'e',
    saw: 's',
    look: 'l',
    places: [],
    trace: [],
    limits: [],
  },
};

/** A learner's record, without the time that judging takes. */
async function judged(
  root: string,
  exercise: string,
  verdicts: Readonly<Record<string, Verdict>>,
): Promise<void> {
  const results = Object.entries(verdicts).map(([slug, verdict]) => ({ slug, verdict }));
  await recordAttempt(root, {
    exercise,
    at: new Date('2026-03-01T10:00:00Z'),
    results,
    points: null,
    digest: 'd',
  });
}

async function golden(name: string, root: string, args: readonly string[], columns = 80): Promise<void> {
  const screen = await runChecker(root, args, { columns });
  // A place with its line is one word, however long: terminals make a link of it.
  const lines = screen.stdout.split('\n').filter((line) => !/^\S+:\d+:\d+: /.test(line));
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
  expect(screen.stdout + screen.stderr).not.toContain('\u001b');
  expectGolden(`cli/${name}.txt`, tellScreen(screen, root));
}

describe('the first minutes', () => {
  test('the very first check starts the first exercise and says what to do', async () => {
    const root = copyCourse();
    await golden('first-check', root, ['check']);
    expect(existsSync(join(root, 'workspace/greet/src/main.ts'))).toBe(true);
    expect(existsSync(join(root, 'workspace/greet/specs/greet.test.ts'))).toBe(true);
    await golden('next-after-first-check', root, ['next']);
  });
  test('in 40 columns', () => golden('first-check-40', copyCourse(), ['check'], 40));
  test('for machines', async () => {
    const root = copyCourse();
    const { stdout, code } = await runChecker(root, ['check', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      firstRun: true,
      started: 'greet',
      next: { command: 'make check' },
    });
  });
  test('a hint before it spoils nothing', async () => {
    const root = copyCourse();
    await runChecker(root, ['hint']);
    const { stdout } = await runChecker(root, ['check', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ firstRun: true, started: 'greet' });
  });
  test('a workspace without a record: the folder that is there is the one to judge', async () => {
    const root = copyCourse();
    await runChecker(root, ['start', 'shout']);
    rmSync(join(root, 'workspace/.checker'), { recursive: true });
    expect((await runChecker(root, ['task'])).stdout).toContain('Shout');
    expect((await runChecker(root, ['hint'])).stdout).toContain('(shout)');
  });
  test('an exercise that is not in the workspace: check says how to start it', () =>
    golden('check-not-started', copyCourse(), ['check', 'shout']));
  test('with nothing started, progress and next say how to begin', async () => {
    const root = copyCourse();
    await golden('progress-fresh', root, ['progress']);
    await golden('next-fresh', root, ['next']);
    expect(existsSync(join(root, 'workspace'))).toBe(false);
  });
});

describe('in the middle of the course', () => {
  async function middle(): Promise<string> {
    const root = copyCourse();
    await runChecker(root, ['start', 'greet']);
    await judged(root, 'greet', { greets: passed, 'rejects-no-name': failed, 'greets-many': passed });
    return root;
  }

  test('progress', async () => {
    const root = await middle();
    await golden('progress-middle', root, ['progress']);
    await golden('progress-middle-40', root, ['progress'], 40);
    const { stdout } = await runChecker(root, ['progress'], { env: { FORCE_COLOR: '1' } });
    expectGolden('cli/progress-middle-color.txt', stdout);
    const ascii = await runChecker(root, ['progress'], { env: { LANG: 'en_US.ISO-8859-1' } });
    expect(ascii.stdout).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test('next names the requirement, its promise and the command', async () => {
    const root = await middle();
    await golden('next-middle', root, ['next']);
    await golden('next-middle-40', root, ['next'], 40);
    const { stdout } = await runChecker(root, ['next', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      kind: 'fix',
      exercise: 'greet',
      requirement: 'rejects-no-name',
      what: 'fix rejects-no-name in greet, then judge again',
      command: 'make check E=greet',
    });
  });

  test('hints come one by one, the last only when it is asked for', async () => {
    const root = await middle();
    await golden('hint-1', root, ['hint']);
    await golden('hint-2', root, ['hint', 'greet', 'rejects-no-name']);
    await golden('hint-3-unanswered', root, ['hint']);
    await golden('hint-3', root, ['hint', '--yes']);
    await golden('hint-3-again-40', root, ['hint'], 40);
    const { stdout } = await runChecker(root, ['hint', 'greet', 'rej', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      requirement: 'rejects-no-name',
      level: 3,
      of: 3,
      hints: { length: 3 },
    });
  });

  test('a hint is no start', async () => {
    const root = copyCourse();
    await runChecker(root, ['hint', 'shout']);
    const { stdout } = await runChecker(root, ['progress', '--json']);
    expect(JSON.parse(stdout).exercises).toMatchObject([{ state: 'not-started' }, { state: 'not-started' }]);
  });

  test('start does not begin the next exercise by a slip, and carries over when it is asked to', async () => {
    const root = await middle();
    await golden('start-while-open', root, ['start']);
    await golden('start-again', root, ['start', 'greet']);
    await golden('start-carrying', root, ['start', 'shout']);
    await golden('start-carrying-missing', root, ['start', 'shout', '--missing']);
    rmSync(join(root, 'workspace/shout/NOTES.md'));
    await golden('start-missing', root, ['start', 'shout', '--missing']);
  });

  test('reset saves, attempts lists, restore brings back', async () => {
    const root = await middle();
    const main = join(root, 'workspace/greet/src/main.ts');
    writeFileSync(main, 'mine');
    await golden('attempts-none', root, ['attempts']);
    await golden('reset-unanswered', root, ['reset', 'greet']);
    expect(readFileSync(main, 'utf8')).toBe('mine');
    await golden('reset', root, ['reset', 'greet', '--yes']);
    expect(readFileSync(main, 'utf8')).toContain('nobody is greeted yet');
    await golden('attempts', root, ['attempts', 'greet']);
    await golden('restore', root, ['restore', 'greet', '1']);
    expect(readFileSync(main, 'utf8')).toBe('mine');
    await golden('restore-unknown', root, ['restore', 'greet', '9']);
  });

  test('task shows the page', async () => {
    const root = await middle();
    await golden('task', root, ['task']);
    await golden('task-40', root, ['task', 'shout'], 40);
    const page = join(root, 'weeks/week-1-first-steps/01-greet/README.md');
    writeFileSync(page, `\`\`\`\n${'─'.repeat(95)}\n\`\`\`\n`);
    expect((await runChecker(root, ['task'])).stdout).toContain('drawings are whole in 95 columns');
    expect((await runChecker(root, ['task'], { columns: 95 })).stdout).not.toContain('columns');
  });

  test('a damaged record is set aside and said, and nothing stops', async () => {
    const root = await middle();
    const file = join(root, 'workspace/.checker/progress.json');
    writeFileSync(file, '{ half');
    await golden('damaged-record', root, ['progress']);
    expect(readFileSync(join(root, 'workspace/.checker/progress.damaged-1.json'), 'utf8')).toBe('{ half');
  });

  test('with the core done, commands are about it until the next one is started', async () => {
    const root = copyCourse();
    await runChecker(root, ['start', 'greet']);
    await judged(root, 'greet', { greets: passed, 'rejects-no-name': passed, 'greets-many': failed });
    await golden('progress-core-done', root, ['progress']);
    await golden('next-core-done', root, ['next']);
    expect((await runChecker(root, ['hint', '--json'])).stdout).toContain('greets-many');
    await runChecker(root, ['start']);
    expect((await runChecker(root, ['hint', '--json'])).stdout).toContain('shouts');
  });

  test('all done', async () => {
    const root = await middle();
    await judged(root, 'greet', { 'rejects-no-name': passed });
    await judged(root, 'shout', { shouts: passed, whispers: passed });
    await golden('progress-done', root, ['progress']);
    await golden('next-done', root, ['next']);
    await golden('hint-done', root, ['hint']);
  });
});

describe('for authors', () => {
  test('lint finds what is wrong, with its place, and writes the tables', async () => {
    const root = copyCourse();
    await golden('lint-right', root, ['lint']);
    const greet = join(root, 'weeks/week-1-first-steps/01-greet');
    const edit = (file: string, from: string | RegExp, to: string) =>
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    edit(join(greet, 'README.md'), /Prints `hello <name>` for/, 'Says hello to');
    edit(join(greet, 'hidden/greet.test.ts'), "requirement('greets-many'", "requirement('greet-many'");
    rmSync(join(root, 'solutions/week-1/01-greet/mutants/exits-with-one.patch'));
    edit(
      join(root, 'solutions/week-1/01-greet/mutants/shouts.patch'),
      'Requirement: greets',
      'Requirement: greeting',
    );
    mkdirSync(join(root, 'weeks/week-2-going-on/02-empty'));
    rmSync(join(root, 'weeks/week-2-going-on/01-shout/specs'), { recursive: true });
    await golden('lint-wrong', root, ['lint']);
    const fixed = await runChecker(root, ['lint', '--fix', '--json']);
    expect(JSON.parse(fixed.stdout).fixed).toEqual(['weeks/week-1-first-steps/01-greet/README.md']);
    expect(readFileSync(join(greet, 'README.md'), 'utf8')).toContain(
      '| Prints `hello <name>` for the name it is given.',
    );
  });

  test('lint looks at a draft that is named, and at no other', async () => {
    const root = copyCourse();
    const file = join(root, 'weeks/week-2-going-on/01-shout/exercise.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}draft: true\n`);
    rmSync(join(root, 'weeks/week-2-going-on/01-shout/specs'), { recursive: true });
    expect(await runChecker(root, ['lint'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 exercise'),
    });
    const named = await runChecker(root, ['lint', 'shout']);
    expect(named).toMatchObject({ code: 1, stdout: expect.stringContaining('expected a folder specs/') });
  });

  test('an edition without solutions is not asked for mutants', async () => {
    const root = copyCourse();
    rmSync(join(root, 'solutions'), { recursive: true });
    expect((await runChecker(root, ['lint'])).code).toBe(0);
  });
});

describe('what goes wrong', () => {
  test('no course', async () => {
    const root = tempFolder();
    await golden('no-course', root, ['progress']);
  });

  test('a broken manifest', async () => {
    const root = copyCourse();
    const file = join(root, 'weeks/week-1-first-steps/01-greet/exercise.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('kind: program', 'kind: progam'));
    await golden('broken-manifest', root, ['next']);
    const { stdout, stderr, code } = await runChecker(root, ['next', '--json']);
    expect(code).toBe(2);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'MANIFEST_INVALID', hint: expect.any(String) });
  });

  test.each([
    ['unknown-command', ['chek']],
    ['unknown-option', ['progress', '--jsn']],
    ['unknown-exercise', ['task', 'gret']],
    ['excess-argument', ['next', 'greet']],
    ['missing-argument', ['reset']],
    ['bad-number', ['check', 'greet', '--seed', 'x']],
  ])('%s', (name, args) => golden(`usage-${name}`, copyCourse(), args));
});
