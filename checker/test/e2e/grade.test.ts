import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { reportSchema } from '../../src/report/schema.ts';
import { bundleOf } from '../archives/git-bundle.ts';
import { tarGzOf, tarOf } from '../archives/tar-bytes.ts';
import { zipOf } from '../archives/zip-bytes.ts';
import { gradesOf, journal, outcomes, right, settleClass, withoutWalls, wrong } from './class.ts';
import { hangsOnMany } from './learner.ts';

vi.setConfig({ testTimeout: 180_000 });

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
    ...withoutWalls,
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
  const ended = await learner.run(['grade', 'class', '--strict', ...withoutWalls]);
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

test('a list says who handed in what: a pair is judged once, and a bad row is told and costs nobody else a thing', async () => {
  const learner = settleClass({
    'up/4711/src/main.ts': right,
    'list.csv': 'student,path\nAda,up/4711\nGrace,up/4711\nEve,up/4712\n',
  });
  const grades = gradesOf(
    await learner.run(['grade', 'class/list.csv', '--exercise', 'greet', '--json', ...withoutWalls]),
  );
  expect(outcomes(grades)).toEqual({ Ada: 'passed', Grace: 'passed', Eve: 'unknown' });
  expect(journal(learner).filter(({ event }) => event === 'judged')).toHaveLength(1);
  expect(grades.submissions.find(({ submission }) => submission === 'Eve')).toMatchObject({
    message: 'line 4 of list.csv: there is nothing at up/4712',
  });
});

test('a submission that cannot be judged any more has no report of an earlier run', async () => {
  const learner = settleClass({
    'ada.zip': zipOf([{ path: 'greet/src/main.ts', body: right }]),
    'bob/greet/src/main.ts': wrong,
    'bob/shout/src/main.ts': wrong,
  });
  const reports = () => readdirSync(join(learner.root, 'grades/reports')).sort();
  await learner.run(['grade', 'class', ...withoutWalls]);
  expect(reports()).toEqual(['ada.greet.json', 'bob.greet.json', 'bob.shout.json']);
  writeFileSync(join(learner.root, 'class/ada.zip'), 'PK is all that arrived');
  rmSync(join(learner.root, 'class/bob/shout'), { recursive: true });
  await learner.run(['grade', 'class/ada.zip', ...withoutWalls]);
  expect(reports()).toEqual(['bob.greet.json', 'bob.shout.json']);
  await learner.run(['grade', 'class', ...withoutWalls]);
  expect(reports()).toEqual(['bob.greet.json']);
});

test('two graders with the same folder of grades: the second is told, in one line', async () => {
  const learner = settleClass({ 'eve/src/main.ts': hangsOnMany });
  const args = ['grade', 'class', '--exercise', 'greet', ...withoutWalls];
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
  const grade = (...args: string[]) => learner.run(['grade', ...args, ...withoutWalls]);
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
  const grades = gradesOf(
    await learner.run(['grade', 'class', '--exercise', 'greet', '--json', ...withoutWalls]),
  );
  expect(outcomes(grades)).toEqual({ ada: 'passed', bob: 'refused', eve: 'refused' });
});

test('a report of an archive names the command that judges it again, and that works', async () => {
  const learner = settleClass({ 'ada.zip': zipOf([{ path: 'homework/src/main.ts', body: right }]) });
  await learner.run(['grade', 'class', '--exercise', 'greet', ...withoutWalls]);
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
  const args = ['grade', 'class', '--exercise', 'greet', '--sign', 'grading.pem', ...withoutWalls];
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
