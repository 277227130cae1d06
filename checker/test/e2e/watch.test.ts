import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test, vi } from 'vitest';
import { findTool } from '../../src/box/identity.ts';
import { readProgress } from '../../src/progress/record.ts';
import type { Report } from '../../src/report/schema.ts';
import { hangsOnMany, isHanging, type Learner, type Running, settle } from './learner.ts';

vi.setConfig({ testTimeout: 120_000 });

const greets = `
const names = process.argv.slice(2);
if (names.length === 0) { console.error('whom?'); process.exitCode = 2; }
for (const name of names) console.log('hello ' + name);
`;
const greetsFirst = greets.replace('of names)', 'of names.slice(0, 1))');
const patient = { timeout: 60_000, interval: 20 };

let learner: Learner;
afterEach(() => learner.nothingLeft());

test('a report at once and one after every save, however an editor saves, until Ctrl-C', async () => {
  learner = settle('starter');
  const watching = learner.start(['watch', 'greet', '--json']);
  const reports = reportsOf(watching);
  expect((await reports.next()).outcome).toBe('failed');

  learner.write({ 'src/main.ts': greetsFirst });
  const second = await reports.next();
  expect(verdicts(second)).toEqual({
    greets: 'passed',
    'rejects-no-name': 'passed',
    'greets-many': 'failed',
  });
  expect(second.scope).toBe('all');

  // Written beside and renamed over, as many editors do.
  const file = join(learner.root, 'workspace/greet/src/main.ts');
  writeFileSync(`${file}.tmp`, greets);
  renameSync(`${file}.tmp`, file);
  const third = await reports.next();
  expect(third.outcome).toBe('passed');
  expect(third.requirements.map(({ slug }) => slug)).toEqual(['greets', 'rejects-no-name', 'greets-many']);

  watching.child.kill('SIGINT');
  expect((await watching.ended).code).toBe(130);
  expect((await readProgress(learner.root)).progress.exercises.greet).toMatchObject({ attempts: 3 });
});

test('a save during a judging ends that judging, which is neither reported nor recorded', async () => {
  learner = settle('starter');
  learner.write({ 'src/main.ts': hangsOnMany });
  const watching = learner.start(['watch', 'greet', '--json']);
  const reports = reportsOf(watching);
  await expect.poll(() => isHanging(learner), patient).toBe(true);
  learner.write({ 'src/main.ts': greets });
  expect((await reports.next()).outcome).toBe('passed');
  watching.child.kill('SIGTERM');
  expect((await watching.ended).code).toBe(130);
  expect((await readProgress(learner.root)).progress.exercises.greet).toMatchObject({ attempts: 1 });
});

test('Ctrl-C in the middle of a judging ends it soon', async () => {
  learner = settle('starter');
  learner.write({ 'src/main.ts': hangsOnMany });
  const watching = learner.start(['watch', 'greet', '--json']);
  await expect.poll(() => isHanging(learner), patient).toBe(true);
  watching.child.kill('SIGINT');
  expect(await watching.ended).toMatchObject({ code: 130, stdout: '' });
});

test('a source that does not build is reported, and watching goes on', async () => {
  learner = settle('starter');
  learner.write({ 'src/main.ts': 'const = 1;' });
  const watching = learner.start(['watch', 'greet', '--json']);
  const reports = reportsOf(watching);
  expect(verdicts(await reports.next())).toMatchObject({ greets: 'failed', 'greets-many': 'blocked' });
  learner.write({ 'src/main.ts': greets });
  expect((await reports.next()).outcome).toBe('passed');
  watching.child.kill('SIGINT');
  await watching.ended;
});

test('an exercise that was not started is told how to start', async () => {
  learner = settle('none');
  const ended = await learner.run(['watch', 'greet', '--json']);
  expect(ended.code).toBe(2);
  expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'WORKSPACE_MISSING' } });
});

const script = findTool('script', process.env.PATH ?? '');
test.runIf(script !== null && process.platform === 'linux')(
  'on a terminal: Enter judges again, q quits',
  async () => {
    learner = settle('reference');
    const watching = learner.start(['watch', 'greet'], { terminal: script as string });
    let screen = '';
    watching.child.stdout?.on('data', (bytes: Buffer) => {
      screen += bytes.toString();
    });
    const frames = () => screen.match(/save a file to judge again/g)?.length ?? 0;
    await expect.poll(frames, patient).toBe(1);
    expect(screen).toContain('Enter judges again, q quits.');
    watching.child.stdin?.write('\r');
    await expect.poll(frames, patient).toBe(2);
    // Each judging takes the place of the one before.
    expect(screen.split('\u001b[2J')).toHaveLength(3);
    watching.child.stdin?.write('q');
    const [code] = await once(watching.child, 'exit');
    expect(code).toBe(0);
  },
);

function reportsOf({ child, ended }: Running): { next(): Promise<Report> } {
  if (child.stdout === null) throw new Error('the checker was started without its output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const line = await lines.next();
      if (line.done === true) throw new Error(`the checker ended: ${JSON.stringify(await ended)}`);
      return JSON.parse(line.value) as Report;
    },
  };
}

function verdicts(report: Report): Record<string, string> {
  return Object.fromEntries(report.requirements.map(({ slug, verdict }) => [slug, verdict.kind]));
}
