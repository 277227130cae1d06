import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Proof } from '../../src/judge/prove/proof.ts';
import { settle } from './learner.ts';

vi.setConfig({ testTimeout: 120_000 });

const mutants = 'solutions/week-1/01-greet/mutants';

test('a sound exercise: every figure, exit 0, and nothing is left', async () => {
  const learner = settle('none');
  const { code, stdout, stderr } = await learner.run(['prove', 'greet', '--json', '--seed', '5']);
  const proof = JSON.parse(stdout) as Proof;
  expect(proof.holes).toEqual([]);
  expect(code).toBe(0);
  expect(proof).toEqual({
    exercise: 'greet',
    requirements: 3,
    mutants: { total: 3, killed: 3, precise: 3, left: 0 },
    variants: { total: 1, passed: 1 },
    starter: { passed: [], allowed: [] },
    matrix: [
      expect.objectContaining({ mutant: 'exits-with-one', requirement: 'rejects-no-name', killed: true }),
      expect.objectContaining({
        mutant: 'first-name-only',
        requirement: 'greets-many',
        failed: ['greets-many'],
      }),
      expect.objectContaining({ mutant: 'shouts', requirement: 'greets', failed: ['greets'] }),
    ],
    holes: [],
    flakes: [],
    unjudged: [],
    repeats: 1,
    seed: 5,
    durationMs: expect.any(Number),
  });
  expect(stderr).toContain('proving greet: 1 of 6, starter');
  await learner.nothingLeft();
});

test('holes make exit 1, and each is told', async () => {
  const learner = settle('none');
  const harmless = join(learner.root, mutants, 'shouts.patch');
  writeFileSync(harmless, readFileSync(harmless, 'utf8').replace('"Hello"', '"hello"'));
  rmSync(join(learner.root, mutants, 'exits-with-one.patch'));
  const { code, stdout } = await learner.run(['prove', 'greet', '--quick', '--mutant', 'shouts']);
  expect(code).toBe(1);
  const line = stdout.replaceAll(/\s+/g, ' ');
  expect(line).toContain('mutant survives: mutant shouts, greets: passed');
  expect(line).toContain('no mutant: rejects-no-name');
  expect(line).toContain('mutants killed: 0 of 1');
});

test('a patch that does not apply is an error that names it, and nothing is judged', async () => {
  const learner = settle('none');
  const file = join(learner.root, mutants, 'shouts.patch');
  writeFileSync(file, readFileSync(file, 'utf8').replace('-for (', '-fur ('));
  const { code, stdout } = await learner.run(['prove', 'greet', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'PATCH_FAILED', message: expect.stringContaining('shouts.patch') },
  });
  await learner.nothingLeft();
});

test('--right leaves the mutants out, again and again with other seeds', async () => {
  const learner = settle('none');
  const args = ['prove', 'greet', '--right', '--repeat', '2', '--json'];
  const { code, stdout, stderr } = await learner.run(args);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    mutants: { total: 0, killed: 0, left: 3 },
    variants: { total: 1, passed: 1 },
    matrix: [],
    holes: [],
    repeats: 2,
  });
  expect(stderr).toContain('6 of 6, variant');
});

test('--draw judges so many mutants of each requirement, and says how many it left', async () => {
  const learner = settle('none');
  const shouts = join(learner.root, mutants, 'shouts.patch');
  writeFileSync(join(learner.root, mutants, 'shouts-too.patch'), readFileSync(shouts));
  const { code, stdout } = await learner.run(['prove', 'greet', '--quick', '--draw', '1']);
  expect(code).toBe(0);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('mutants killed: 3 of 3; 1 more were not judged');
});

test.each([
  [['--mutant', 'nobody'], 'there is no mutant nobody'],
  [['--right', '--mutant', 'shouts'], '--right and --mutant each say which mutants to judge'],
  [['--draw', '1', '--right'], '--right and --draw each say which mutants to judge'],
])('%j is refused before anything is judged', async (options, message) => {
  const learner = settle('none');
  const { code, stderr } = await learner.run(['prove', 'greet', ...options]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('proving');
});
