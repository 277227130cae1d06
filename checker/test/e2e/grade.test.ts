import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test, vi } from 'vitest';
import { findTool } from '../../src/box/identity.ts';
import type { ClassReport } from '../../src/report/class-schema.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { repository } from '../../src/repository.ts';
import { bundleOf } from '../archives/git-bundle.ts';
import { tarGzOf, tarOf } from '../archives/tar-bytes.ts';
import { zipOf } from '../archives/zip-bytes.ts';
import { type Ended, hangsOnMany, type Learner, type Running, settle } from './learner.ts';

vi.setConfig({ testTimeout: 180_000 });

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(join(repository, 'docs/schemas/grades.schema.json'), 'utf8')),
);

const right = `const names = process.argv.slice(2);
if (names.length === 0) { console.error('whom?'); process.exitCode = 2; }
for (const name of names) console.log('hello ' + name);
`;
const wrong = 'console.log("hullo");\n';
const process = ['--isolation', 'process'];

/** Who graded: `settle` is the machine, `class/` is what was handed in. */
function settleClass(submissions: Readonly<Record<string, string | Buffer>>): Learner {
  const learner = settle('none');
  for (const [path, content] of Object.entries(submissions)) {
    const file = join(learner.root, 'class', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  }
  return learner;
}

function gradesOf({ stdout }: Ended): ClassReport {
  const grades: unknown = JSON.parse(stdout);
  expect(validate(grades), JSON.stringify(validate.errors)).toBe(true);
  return grades as ClassReport;
}

function outcomes(grades: ClassReport): Record<string, string> {
  return Object.fromEntries(
    grades.submissions.map((each) => [each.submission, 'outcome' in each ? each.outcome : each.kind]),
  );
}

type JournalLine = Readonly<{ event: string; key?: string; final?: boolean; why?: string }>;

function journal({ root }: Learner): JournalLine[] {
  const text = readFileSync(join(root, 'grades/journal.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as JournalLine);
}

const mixed: Readonly<Record<string, string | Buffer>> = {
  'ada/src/main.ts': right,
  'bob/src/main.ts': wrong,
  'carl/greet/src/main.ts': right,
  'dora.zip': zipOf([{ path: 'homework/src/main.ts', body: right }]),
  'emil.tar.gz': tarGzOf([{ path: './src/main.ts', body: wrong }]),
  'fay.tar': tarOf([{ path: 'src/main.ts', body: `${right}// mine\n` }]),
  'gus.zip': zipOf([{ path: '../../outside.ts', body: right }]),
  'hal.zip': Buffer.from('PK is all that arrived'),
  'ida/README.md': 'I did not come further than this.',
  'jon.pdf': '%PDF',
  'Kim  & \u00c9va/src/main.ts': 'const = ;\n',
  '..\\..\\lee/src/main.ts': right,
};

test('twelve submissions of every kind: each has a report or a reason, and the exports are written', async () => {
  const learner = settleClass(mixed);
  mkdirSync(join(learner.root, 'class/max'));
  const exports = ['--csv', 'x/grades.csv', '--junit', 'x/junit.xml', '--ctrf', 'x/ctrf.json'];
  const more = ['--gradescope', 'x/gradescope', '--classroom', 'x/classroom'];
  const ended = await learner.run([
    'grade',
    'class',
    '--exercise',
    'greet',
    '--json',
    ...process,
    ...exports,
    ...more,
  ]);
  expect(ended.code, ended.stderr + ended.stdout).toBe(0);
  const grades = gradesOf(ended);
  expect(outcomes(grades)).toEqual({
    ada: 'passed',
    bob: 'failed',
    carl: 'passed',
    dora: 'passed',
    emil: 'failed',
    fay: 'passed',
    gus: 'refused',
    hal: 'refused',
    ida: 'failed',
    'jon.pdf': 'unknown',
    'Kim  & \u00c9va': 'failed',
    '..\\..\\lee': 'passed',
    max: 'empty',
  });
  expect(grades.counts).toMatchObject({
    graded: 9,
    passed: 5,
    failed: 4,
    refused: 2,
    empty: 1,
    unknown: 1,
    left: 0,
  });
  const same = grades.submissions.filter((each) => 'sameAs' in each && each.sameAs.length > 0);
  expect(same.map(({ submission }) => submission).sort()).toEqual([
    '..\\..\\lee',
    'ada',
    'bob',
    'carl',
    'dora',
    'emil',
  ]);
  expect(journal(learner).filter(({ event }) => event === 'judged')).toHaveLength(5);
  for (const each of grades.submissions) {
    if (!('report' in each)) continue;
    const report = reportSchema.parse(
      JSON.parse(readFileSync(join(learner.root, 'grades', each.report), 'utf8')),
    );
    expect(report.outcome).toBe(each.outcome);
  }
  expect(readdirSync(join(learner.root, 'grades/reports'))).toHaveLength(9);
  const written = ['classroom', 'ctrf.json', 'grades.csv', 'gradescope', 'junit.xml'];
  expect(readdirSync(join(learner.root, 'x')).sort()).toEqual(written);
  expect(readFileSync(join(learner.root, 'x/grades.csv'), 'utf8').trim().split('\r\n')).toHaveLength(14);
  expect(existsSync(join(learner.root, 'outside.ts'))).toBe(false);
  await learner.nothingLeft();
});

test('what was handed in tells which exercise it is; the screen names everybody; --strict says that not all is well', async () => {
  const learner = settleClass({
    'ada/workspace/greet/src/main.ts': right,
    'ada/workspace/shout/src/main.ts': right,
    'bob/01-greet/src/main.ts': right,
    'eve/src/main.ts': right,
    'zoe.bundle': bundleOf({ 'greet/src/main.ts': right }),
  });
  const ended = await learner.run(['grade', 'class', '--strict', ...process]);
  expect(ended.code, ended.stderr).toBe(1);
  expect(ended.stdout).toMatch(
    /^ada greet +✓ 100\/100\nada shout +✗ 0\/100 +failed shouts, whispers\nbob greet +✓/,
  );
  expect(ended.stdout).toContain('eve: unknown: nobody can tell which exercise it is');
  expect(ended.stdout).toMatch(/4 reports: 3 passed, 1 failed, 1 unknown/);
  expect(ended.stderr).toContain('1 of 4: ');
  expect(readdirSync(join(learner.root, 'grades/reports')).sort()).toEqual([
    'ada.greet.json',
    'ada.shout.json',
    'bob.greet.json',
    'zoe.greet.json',
  ]);
  await learner.nothingLeft();
});

const twelve = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [
    `s${index}/src/main.ts`,
    `${index % 3 === 0 ? wrong : right}// ${index}\n`,
  ]),
);

test('killed twice on the way, and gone on with: nothing is judged twice, nothing is lost', async () => {
  const learner = settleClass(twelve);
  const args = ['grade', 'class', '--exercise', 'greet', '--jobs', '2', '--json', ...process];
  const results = join(learner.root, 'grades/results');
  const count = () =>
    existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('.json')).length : 0;
  const before = new Map<string, string>();
  for (const until of [2, 6]) {
    const { child, ended } = learner.start(args);
    await expect.poll(count, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(until);
    child.kill('SIGKILL');
    await ended;
    for (const [name, text] of before) expect(readFileSync(join(results, name), 'utf8')).toBe(text);
    for (const name of readdirSync(results).filter((each) => each.endsWith('.json')))
      before.set(name, readFileSync(join(results, name), 'utf8'));
  }
  expect(before.size).toBeLessThan(12);
  const ended = await learner.run(args);
  expect(ended.code, ended.stderr + ended.stdout).toBe(0);
  const grades = gradesOf(ended);
  expect(grades.counts).toMatchObject({ graded: 12, passed: 8, failed: 4, left: 0 });
  expect(grades.submissions.filter((each) => 'known' in each && each.known)).toHaveLength(before.size);
  const judged = journal(learner).flatMap(({ event, key }) => (event === 'judged' ? [key] : []));
  expect(new Set(judged).size).toBe(judged.length);
  for (const [name, text] of before) expect(readFileSync(join(results, name), 'utf8')).toBe(text);
  for (const name of readdirSync(join(learner.root, 'grades/reports')))
    reportSchema.parse(JSON.parse(readFileSync(join(learner.root, 'grades/reports', name), 'utf8')));
  const again = gradesOf(await learner.run(args));
  expect(again.submissions.every((each) => 'known' in each && each.known)).toBe(true);
  await learner.nothingLeft();
});

test('Ctrl-C: what is known is told and kept, and the rest is named', async () => {
  const learner = settleClass({ ...twelve, 's0/src/main.ts': hangsOnMany });
  const { child, ended } = learner.start([
    'grade',
    'class',
    '--exercise',
    'greet',
    '--jobs',
    '2',
    ...process,
  ]);
  const reports = join(learner.root, 'grades/reports');
  await expect
    .poll(() => existsSync(reports) && readdirSync(reports).length, { timeout: 60_000, interval: 5 })
    .toBeTruthy();
  child.kill('SIGINT');
  const end = await ended;
  expect(end.code).toBe(130);
  expect(end.stdout).toMatch(/stopped: \d+ submissions? left; the same command goes on there/);
  await learner.nothingLeft();
});

test('a grading process that dies over a submission costs nobody anything, and twice is inconclusive', async () => {
  const learner = settleClass({ 'ada/src/main.ts': right, 'eve/src/main.ts': hangsOnMany });
  const args = ['grade', 'class', '--exercise', 'greet', '--jobs', '1', '--json', ...process];
  const running = learner.start(args);
  const killed = new Set<number>();
  const isAtEve = () =>
    existsSync(join(learner.root, 'grades/journal.jsonl')) &&
    journal(learner).some(({ event }) => event === 'judged') &&
    learner.recorded().some(isOpen);
  for (const round of [1, 2]) {
    const victim = await expect
      .poll(() => (isAtEve() ? graderOf(running, killed) : undefined), {
        timeout: 60_000,
        interval: 10,
      })
      .toBeGreaterThan(0)
      .then(() => graderOf(running, killed) as number);
    killed.add(victim);
    globalThis.process.kill(victim, 'SIGKILL');
    await expect
      .poll(() => journal(learner).filter(({ event }) => event === 'crashed').length, { timeout: 60_000 })
      .toBe(round);
  }
  const ended = await running.ended;
  expect(ended.code, ended.stderr).toBe(3);
  expect(outcomes(gradesOf(ended))).toEqual({ ada: 'passed', eve: 'inconclusive' });
  expect(journal(learner).find(({ event }) => event === 'crashed')?.why).toContain('SIGKILL');
  const again = gradesOf(await learner.run(args));
  expect(outcomes(again)).toEqual({ ada: 'passed', eve: 'failed' });
  await learner.nothingLeft();
});

test('two graders with the same folder of grades: the second is told, in one line', async () => {
  const learner = settleClass({ 'eve/src/main.ts': hangsOnMany });
  const args = ['grade', 'class', '--exercise', 'greet', ...process];
  const first = learner.start(args);
  await expect.poll(() => existsSync(join(learner.root, 'grades/.lock')), { timeout: 60_000 }).toBe(true);
  const second = await learner.run(args);
  first.child.kill('SIGINT');
  await first.ended;
  expect([second.code, second.stdout]).toEqual([3, '']);
  expect(second.stderr).toMatch(/^checker: another checker is grading into \S+grades\n {2}Wait until/);
  await learner.nothingLeft();
});

test('a folder of grades that cannot be written to, a class that is not there, a class of nothing', async () => {
  const learner = settleClass({ 'ada/src/main.ts': right, file: 'x' });
  const grade = (...args: string[]) => learner.run(['grade', ...args, ...process]);
  const unwritable = await grade('class', '--exercise', 'greet', '--out', 'class/file/grades');
  expect([unwritable.code, unwritable.stderr]).toEqual([
    3,
    expect.stringMatching(/^checker: grades cannot be written to .*\n {2}Name a folder/),
  ]);
  const missing = await grade('klass', '--exercise', 'greet');
  expect([missing.code, missing.stderr]).toEqual([
    2,
    expect.stringMatching(/^checker: there is nothing at klass\n/),
  ]);
  const unnamed = await grade();
  expect([unnamed.code, unnamed.stderr]).toEqual([
    2,
    expect.stringMatching(/^checker: what is to be graded is not named\n/),
  ]);
  rmSync(join(learner.root, 'class'), { recursive: true });
  mkdirSync(join(learner.root, 'class'));
  const empty = await grade('class', '--exercise', 'greet');
  expect([empty.code, empty.stderr]).toEqual([
    2,
    expect.stringMatching(/^checker: there are no submissions in class\n/),
  ]);
  await learner.nothingLeft();
});

test('a link in the place of a submission, and in one, is not followed', async () => {
  const learner = settleClass({ 'ada/src/main.ts': right, 'bob/src/main.ts': right });
  symlinkSync(join(learner.root, 'class/ada'), join(learner.root, 'class/eve'));
  symlinkSync('/etc/passwd', join(learner.root, 'class/bob/passwd'));
  const grades = gradesOf(await learner.run(['grade', 'class', '--exercise', 'greet', '--json', ...process]));
  expect(outcomes(grades)).toEqual({ ada: 'passed', bob: 'refused', eve: 'refused' });
});

test('a report of an archive names the command that judges it again, and that works', async () => {
  const learner = settleClass({ 'ada.zip': zipOf([{ path: 'homework/src/main.ts', body: right }]) });
  await learner.run(['grade', 'class', '--exercise', 'greet', ...process]);
  const report = reportSchema.parse(
    JSON.parse(readFileSync(join(learner.root, 'grades/reports/ada.json'), 'utf8')),
  );
  expect(report.again).toBe('npm run checker -- check greet --submission class/ada.zip');
  const ended = await learner.run(['check', 'greet', '--submission', 'class/ada.zip', '--json']);
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  expect(reportSchema.parse(JSON.parse(ended.stdout)).provenance.snapshot).toBe(report.provenance.snapshot);
  await learner.nothingLeft();
});

test('each report is signed, and verifies', async () => {
  const learner = settleClass({ 'ada/src/main.ts': right });
  expect((await learner.run(['keys', 'new', 'grading.pem'])).code).toBe(0);
  const args = ['grade', 'class', '--exercise', 'greet', '--sign', 'grading.pem', ...process];
  expect((await learner.run(args)).code).toBe(0);
  const verify = [
    'verify',
    'grades/reports/ada.json',
    '--key',
    'grading.pub.pem',
    '--submission',
    'class/ada',
  ];
  const verified = await learner.run(verify);
  expect([verified.code, verified.stderr]).toEqual([0, '']);
});

const unshare = findTool('unshare', globalThis.process.env.PATH ?? '');
const canMount =
  unshare !== null &&
  globalThis.process.getuid?.() === 0 &&
  spawnSync(unshare, ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

test.runIf(canMount)('a disk that is full ends it with one line, and what was found is kept', async () => {
  const learner = settleClass(twelve);
  const out = join(learner.root, 'small');
  mkdirSync(out);
  const before = [
    unshare as string,
    '--mount',
    '/bin/sh',
    '-c',
    // What is there when it ends is copied out, for us to see.
    `mount -t tmpfs -o size=80k none ${out} && "$@"; code=$?; cp -r ${out} ${out}-seen; exit $code`,
    'sh',
  ];
  const ended = await learner.run(['grade', 'class', '--exercise', 'greet', '--out', 'small', ...process], {
    before,
  });
  expect(ended.code, ended.stderr).toBe(3);
  expect(ended.stderr).toMatch(/checker: no space left on the disk/);
  const kept = readdirSync(join(learner.root, 'small-seen/results')).filter((name) => name.endsWith('.json'));
  for (const name of kept) JSON.parse(readFileSync(join(learner.root, 'small-seen/results', name), 'utf8'));
  expect(basename(out)).toBe('small');
  await learner.nothingLeft();
});

function isOpen({ kind, slug }: { readonly kind: string; readonly slug: string }): boolean {
  return kind === 'started' && slug === 'greets-many';
}

/** The pid of the grading process, as the system knows it; undefined while there is none but those that were killed. */
function graderOf({ child }: Running, killed: ReadonlySet<number>): number | undefined {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  return children
    .split(' ')
    .filter((pid) => pid !== '')
    .map(Number)
    .find(
      (pid) => !killed.has(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('grading-process'),
    );
}
