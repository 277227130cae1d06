import { chownSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test, vi } from 'vitest';
import { findTool } from '../../src/box/identity.ts';
import { readProgress } from '../../src/progress/record.ts';
import type { Report } from '../../src/report/schema.ts';
import { repository } from '../../src/repository.ts';
import { type Ended, hangsOnMany, isHanging, type Learner, settle } from './learner.ts';

vi.setConfig({ testTimeout: 120_000 });

const schema = JSON.parse(readFileSync(join(repository, 'docs/schemas/report.schema.json'), 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

describe('exit codes', () => {
  test('0: everything passed; the report fits the published schema, and JUnit is written beside it', async () => {
    const learner = settle('reference');
    const ended = await learner.run(['check', 'greet', '--json', '--junit', 'out.xml']);
    expect(ended.code).toBe(0);
    const report = reportOf(ended);
    expect(report).toMatchObject({
      outcome: 'passed',
      scope: 'all',
      points: { earned: 100, judged: 100, possible: 100 },
      counts: { passed: 3, failed: 0 },
    });
    const junit = readFileSync(join(learner.root, 'out.xml'), 'utf8');
    expect(junit).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites /);
    for (const slug of ['greets', 'rejects-no-name', 'greets-many'])
      expect(junit).toContain(`name="${slug}"`);
    expect(ended.stderr).toBe('');
    await learner.nothingLeft();
  });

  test('1: the starter fails, the first cause is told whole, and what it blocks is not charged twice', async () => {
    const learner = settle('starter');
    const { code, stdout } = await learner.run(['check', 'greet']);
    expect(code).toBe(1);
    expect(stdout).toContain('failed: greets');
    expect(stdout).toMatch(/1 blocked/);
    expect(stdout.match(/Promise:/g)).toHaveLength(1);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain(learner.root);
  });

  test('1: what does not build is told with its place', async () => {
    const learner = settle('starter');
    learner.write({ 'src/main.ts': 'console.log(1);\nconst = 2;\n' });
    const ended = await learner.run(['check', 'greet', '--json']);
    expect(ended.code).toBe(1);
    const { requirements } = reportOf(ended);
    expect(requirements.map(({ verdict }) => verdict.kind)).toEqual(['failed', 'blocked', 'blocked']);
    expect(requirements[0]?.verdict).toMatchObject({
      observation: { places: [{ file: 'src/main.ts', line: 2, column: 7 }] },
    });
  });

  test('3: a defect of a hidden test costs the learner nothing', async () => {
    const learner = settle('reference');
    writeFileSync(
      join(learner.root, 'weeks/week-1-first-steps/01-greet/hidden/greet.test.ts'),
      `import { requirement } from 'checker/kit';
       requirement('greets', () => { throw new TypeError('ours'); });
       requirement('rejects-no-name', () => {});
       requirement('greets-many', () => {});`,
    );
    const ended = await learner.run(['check', 'greet', '--json']);
    expect(ended.code).toBe(3);
    const report = reportOf(ended);
    expect(report).toMatchObject({
      outcome: 'inconclusive',
      points: { earned: 30, judged: 30, possible: 100 },
    });
    expect(report.requirements.map(({ verdict }) => verdict.kind)).toEqual([
      'inconclusive',
      'passed',
      'blocked',
    ]);
    expect(JSON.stringify(report.requirements[0])).toContain('TypeError: ours');
  });

  test('2: wrong usage says what is wrong and what there is', async () => {
    const learner = settle('reference');
    const unknown = await learner.run(['check', 'great']);
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toContain('great');
    expect(unknown.stderr).toContain('greet');
    const requirement = await learner.run(['check', 'greet', '--only', 'great', '--json']);
    expect(requirement.code).toBe(2);
    expect(JSON.parse(requirement.stdout)).toMatchObject({ error: { code: 'REQUIREMENT_UNKNOWN' } });
    for (const seed of ['-1', '1.5', 'x', '4294967296']) {
      expect((await learner.run(['check', 'greet', '--seed', seed])).code).toBe(2);
    }
    expect(readdirSync(learner.tmp)).toEqual([]);
  });
});

describe('the folder that is judged', () => {
  const cases: Readonly<Record<string, (folder: string) => void>> = {
    'is not there': () => {},
    'is empty': (folder) => mkdirSync(folder),
    'is a file': (folder) => writeFileSync(folder, ''),
    'holds a link': (folder) => {
      mkdirSync(folder);
      symlinkSync('/etc/passwd', join(folder, 'main.ts'));
    },
  };
  test('is refused with a code and a hint where it is none, and nothing is left', async () => {
    const learner = settle('none');
    for (const [name, make] of Object.entries(cases)) {
      const folder = join(learner.root, `given ${name}`);
      make(folder);
      const ended = await learner.run(['check', 'greet', '--submission', folder, '--json']);
      expect([name, ended.code]).toEqual([name, 2]);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        error: {
          code: expect.stringMatching(/^SUBMISSION_(MISSING|UNREADABLE)$/),
          message: expect.stringContaining(name === 'holds a link' ? 'main.ts' : `given ${name}`),
          hint: expect.stringMatching(/\S/),
        },
      });
    }
    await learner.nothingLeft();
  });

  test('may be any other one, and the record stays as it was', async () => {
    const learner = settle('none');
    const folder = 'solutions/week-1/01-greet/reference';
    const ended = await learner.run(['check', 'greet', '--submission', folder, '--only', 'greets', '--json']);
    expect(ended.code).toBe(0);
    const report = reportOf(ended);
    expect(report.requirements[0]?.reproduce).toContain(`--submission ${folder} --only greets`);
    expect((await readProgress(learner.root)).progress.exercises).toEqual({});
  });
});

test('--only judges that alone, and --seed makes the same choices again', async () => {
  const learner = settle('starter');
  const judge = async () =>
    reportOf(await learner.run(['check', 'greet', '--only', 'greets', '--seed', '99', '--json']));
  const [first, second] = [await judge(), await judge()];
  expect(first.requirements.map(({ slug }) => slug)).toEqual(['greets']);
  expect(first).toMatchObject({ scope: 'part', seed: 99 });
  const choices = ({ requirements }: Report) =>
    requirements.map(({ verdict }) => verdict.kind === 'failed' && verdict.observation.expected);
  expect(choices(first)).toEqual(choices(second));
  expect(JSON.stringify(choices(first))).toMatch(/hello \w{8}/);
  expect(second.requirements[0]?.attempts).toBe(2);
});

test('Ctrl-C in the middle: what was known is reported, the rest is named, and nothing is left', async () => {
  const learner = settle('starter');
  learner.write({ 'src/main.ts': hangsOnMany });
  const { child, ended } = learner.start(['check', 'greet', '--json']);
  await expect.poll(() => isHanging(learner), { timeout: 60_000, interval: 20 }).toBe(true);
  child.kill('SIGINT');
  const end = await ended;
  expect(end.code).toBe(130);
  const report = reportOf(end);
  expect(report.outcome).toBe('interrupted');
  expect(report.requirements.map(({ slug, verdict }) => [slug, verdict.kind])).toEqual([
    ['greets', 'passed'],
    ['rejects-no-name', 'passed'],
    ['greets-many', 'not-run'],
  ]);
  await learner.nothingLeft();
});

test('two checks at once: both report, and the record has both', async () => {
  const learner = settle('reference');
  const both = await Promise.all([1, 2].map(() => learner.run(['check', 'greet', '--json'])));
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  for (const ended of both) expect(reportOf(ended).outcome).toBe('passed');
  const { progress } = await readProgress(learner.root);
  expect(progress.exercises.greet).toMatchObject({
    attempts: 2,
    requirements: { 'greets-many': { attempts: 2, best: 'passed' } },
  });
  await learner.nothingLeft();
});

const setpriv = findTool('setpriv', process.env.PATH ?? '');
test.runIf(process.getuid?.() === 0 && setpriv !== null)('an ordinary user checks as root does', async () => {
  const learner = settle('reference');
  giveTo(1000, learner.root);
  const before = [setpriv as string, '--reuid=1000', '--regid=1000', '--clear-groups'];
  const ended = await learner.run(['check', 'greet', '--json'], { before });
  expect(ended.code, ended.stderr + ended.stdout).toBe(0);
  expect(reportOf(ended).counts.passed).toBe(3);
  await learner.nothingLeft();
});

function reportOf({ stdout }: Ended): Report {
  const report: unknown = JSON.parse(stdout);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report as Report;
}

function giveTo(user: number, folder: Learner['root']): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveTo(user, path);
    else chownSync(path, user, user);
  }
  chownSync(folder, user, user);
}
