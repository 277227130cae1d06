import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import { type Ended, type Learner, settle } from './learner.ts';

vi.setConfig({ testTimeout: 120_000 });

const manifest = `
id: greet
title: Greet
summary: A program that greets whoever stands in its database.
kind: program
entry: src/main.ts
points: { core: 100, stretch: 0 }
services: [postgres]
imports: { packages: [pg] }
requirements:
${['greets', 'server-dies', 'waits']
  .map(
    (slug, index) => `  - slug: ${slug}
    sentence: A requirement of a test, named ${slug}.
    points: ${index === 0 ? 100 : 0}
    hints: [There is nothing to hint at., There is still nothing.]
`,
  )
  .join('')}`;

const hidden = `
import { broken, expectRun, requirement } from 'checker/kit';

requirement('greets', async ({ program, postgres }) => {
  const database = await postgres.database();
  await database.query("CREATE TABLE people AS SELECT 'Ada' AS name; GRANT SELECT ON people TO PUBLIC");
  const run = await program.run([], { env: { DATABASE_URL: database.url } });
  expectRun(run, { code: 0, stdout: 'hello Ada\\n', look: 'Nothing: this is a trial.' });
});

requirement('server-dies', async ({ postgres }) => {
  const database = await postgres.database();
  await database.query("COPY (SELECT 1) TO PROGRAM 'kill -QUIT $(head -n 1 postmaster.pid)'").catch(() => {});
  broken({ expected: 'an answer', saw: 'none', look: 'Nothing: this is a trial.' });
});

requirement('waits', async ({ postgres, program }) => {
  const database = await postgres.database();
  await program.run(['wait'], { env: { DATABASE_URL: database.url } });
});
`;

const program = `
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
if (process.argv[2] === 'wait') await new Promise(() => setInterval(() => {}, 1000));
const { rows } = await client.query('SELECT name FROM people');
for (const { name } of rows) console.log('hello ' + name);
await client.end();
`;

/** Somebody whose exercise stores into PostgreSQL. */
function settleWithDatabase(): Learner {
  const learner = settle('starter');
  const folder = join(learner.root, 'weeks/week-1-first-steps/01-greet');
  writeFileSync(join(folder, 'exercise.yaml'), manifest);
  mkdirSync(join(folder, 'hidden'), { recursive: true });
  writeFileSync(join(folder, 'hidden/greet.test.ts'), hidden);
  learner.write({ 'src/main.ts': program });
  return learner;
}

test('a program is judged with a database of its own, and nothing is left', async () => {
  const learner = settleWithDatabase();
  const ended = await learner.run(['check', 'greet', '--only', 'greets', '--json']);
  expect(verdictsOf(ended)).toMatchObject([{ kind: 'passed' }]);
  expect(ended.code).toBe(0);
  await learner.nothingLeft();
});

test('a server that dies is no failure of the learner: inconclusive, with the cause', async () => {
  const learner = settleWithDatabase();
  const ended = await learner.run(['check', 'greet', '--only', 'server-dies', '--json']);
  expect(verdictsOf(ended)).toMatchObject([
    { kind: 'inconclusive', hint: expect.stringContaining('doctor') },
  ]);
  expect(ended.code).toBe(3);
  await learner.nothingLeft();
});

test('where no server can be had: inconclusive, with the cause and what helps', async () => {
  const learner = settleWithDatabase();
  const before = ['env', 'CHECKER_SERVICES=docker', 'DOCKER_HOST=unix:///nowhere/docker.sock'];
  const ended = await learner.run(['check', 'greet', '--only', 'greets', '--json'], { before });
  const [verdict] = verdictsOf(ended);
  expect(verdict).toMatchObject({
    kind: 'inconclusive',
    cause: expect.stringMatching(/^there is no Docker engine that answers|^the image/),
  });
  expect(ended.code).toBe(3);
});

test('what a killed checker leaves is gone after the next start', async () => {
  const learner = settleWithDatabase();
  const running = learner.start(['check', 'greet', '--only', 'waits']);
  await expect.poll(() => hasServer(learner.tmp), { timeout: 60_000 }).toBe(true);
  await expect.poll(() => learner.recorded().length, { timeout: 60_000 }).toBeGreaterThan(0);
  running.child.kill('SIGKILL');
  await once(running.child, 'exit');
  const next = await learner.run(['check', 'greet', '--only', 'greets', '--json']);
  expect(next.code).toBe(0);
  await learner.nothingLeft();
});

function hasServer(tmp: string): boolean {
  return readdirSync(tmp).some((run) => existsSync(join(tmp, run, 'postgres/data/postmaster.pid')));
}

function verdictsOf({ stdout }: Ended): Report['requirements'][number]['verdict'][] {
  return (JSON.parse(stdout) as Report).requirements.map(({ verdict }) => verdict);
}
