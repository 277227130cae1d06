import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { findTool } from '../../src/box/identity.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { gradesOf, journal, outcomes, right, settleClass, withoutWalls, wrong } from './class.ts';
import { hangsOnMany, type Running } from './learner.ts';

vi.setConfig({ testTimeout: 180_000 });

const twelve = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [
    `s${index}/src/main.ts`,
    `${index % 3 === 0 ? wrong : right}// ${index}\n`,
  ]),
);

test('killed twice on the way, and gone on with: nothing is judged twice, nothing is lost', async () => {
  const learner = settleClass(twelve);
  const args = ['grade', 'class', '--exercise', 'greet', '--jobs', '2', '--json', ...withoutWalls];
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
    ...withoutWalls,
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
  const args = ['grade', 'class', '--exercise', 'greet', '--jobs', '1', '--json', ...withoutWalls];
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
    process.kill(victim, 'SIGKILL');
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

const unshare = findTool('unshare', process.env.PATH ?? '');
const canMount =
  unshare !== null &&
  process.getuid?.() === 0 &&
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
  const ended = await learner.run(
    ['grade', 'class', '--exercise', 'greet', '--out', 'small', ...withoutWalls],
    {
      before,
    },
  );
  expect(ended.code, ended.stderr).toBe(3);
  expect(ended.stderr).toMatch(/checker: no space left on the disk/);
  const kept = readdirSync(join(learner.root, 'small-seen/results')).filter((name) => name.endsWith('.json'));
  for (const name of kept) JSON.parse(readFileSync(join(learner.root, 'small-seen/results', name), 'utf8'));
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
