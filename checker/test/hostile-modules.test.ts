import { readdirSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Broken } from '../kit/expect.ts';
import type { DriverLink } from '../kit/fixtures.ts';
import { createModuleHost } from '../kit/module-host.ts';
import type { Exercise } from '../src/course/course.ts';
import { loadCourse } from '../src/course/load-course.ts';
import { type Judge, openJudge } from '../src/judge/judge.ts';
import { repository } from '../src/repository.ts';
import { openScenarioOfTest } from './open-scenario.ts';

/**
 * Modules that attack the driver beside them: each file of the corpus is run by a module's import. What they want is that
 * the judge believes something which is not so. They may break their own scenario, and gain nothing by it.
 */
const corpus = join(import.meta.dirname, 'fixtures/hostile-modules');
const attacks = readdirSync(corpus).map((file) => ({
  name: basename(file, '.ts'),
  source: readFileSync(join(corpus, file), 'utf8'),
}));
const patient = 60_000;

/** A driver as authors write them: it awaits, collects in arrays, measures, and counts listeners. */
const driver = `
import { getEventListeners } from 'node:events';
import { serve } from 'checker/kit/driver';
serve(async ({ load, emit }) => {
  const { answer, leave } = await load();
  return {
    async answers({ words }) {
      const seen = [];
      for (const word of words) seen.push({ word, answer: await answer(word) });
      emit('seen', { count: seen.length });
      return seen.map((each) => each);
    },
    async leaks() {
      const { signal } = new AbortController();
      const before = process.memoryUsage().heapUsed;
      const kept = leave(signal);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return { listeners: getEventListeners(signal, 'abort').length, grown: process.memoryUsage().heapUsed - before, kept: kept.length };
    },
    async costs({ ms }) {
      const began = performance.now();
      while (performance.now() - began < ms);
      return performance.now() - began;
    },
  };
});
`;
const honest = `
export const answer = async (word: string) => 'wrong ' + word;
export const leave = (signal: AbortSignal) => {
  signal.addEventListener('abort', () => {});
  return Array.from({ length: 100_000 }, (_, at) => ({ at }));
};
`;

describe('beside a driver', () => {
  test.each(attacks)('$name: what the judge hears is true, or it hears nothing', async ({ source }) => {
    const link = await openUnderAttack(source);
    // A module that cannot be loaded is nothing that could be believed.
    if (link === null) return;
    const words = ['ä', 'b'];
    const answers = await link.call('answers', { words }, { patienceMs: 3000 });
    if (answers.ok === true)
      expect(answers.value).toEqual(words.map((word) => ({ word, answer: `wrong ${word}` })));
    for (const { name, data } of link.events) if (name === 'seen') expect(data).toEqual({ count: 2 });
    const leaks = await link.call('leaks', {}, { patienceMs: 3000 });
    if (leaks.ok === true) {
      expect(leaks.value).toMatchObject({ listeners: 1, kept: 100_000 });
      expect((leaks.value as { grown: number }).grown).toBeGreaterThan(1_000_000);
    }
    const costs = await link.call('costs', { ms: 5 }, { patienceMs: 3000 });
    if (costs.ok === true) expect(costs.value).toBeGreaterThanOrEqual(5);
    link.kill();
    const { stdout } = await link.exited;
    expect(stdout).not.toMatch(/saw|got/);
  });

  test('without an attack all of it is heard', async () => {
    const link = await openUnderAttack('');
    expect(await link?.call('answers', { words: ['a'] }, { patienceMs: patient })).toMatchObject({
      ok: true,
    });
    expect(await link?.call('leaks', {}, { patienceMs: patient })).toMatchObject({ ok: true });
    expect(await link?.call('costs', { ms: 1 }, { patienceMs: patient })).toMatchObject({ ok: true });
  });
});

/** Null when the module cannot be loaded, and the judge says so. */
async function openUnderAttack(source: string): Promise<DriverLink | null> {
  const scenario = await openScenarioOfTest({
    driver,
    files: { 'src/attack.ts': source, 'src/index.ts': `import './attack.ts';\n${honest}` },
  });
  try {
    return await createModuleHost(scenario).open();
  } catch (error) {
    if (error instanceof Broken) return null;
    throw error;
  }
}

describe('as a circuit breaker that never opens, leaks and is slow', { timeout: patient }, () => {
  const wanted = ['opens-at-threshold', 'no-leaks', 'overhead'];
  let tmp: string;
  let judge: Judge;
  let exercise: Exercise;

  beforeAll(async () => {
    tmp = await mkdtemp(join(tmpdir(), 'hostile-modules-'));
    await chmod(tmp, 0o755);
    const course = await loadCourse(repository);
    const found = [...course.exercises, ...course.drafts].find(({ id }) => id === 'circuit-breaker');
    if (found === undefined) throw new Error('there is no circuit-breaker');
    exercise = found;
    judge = await openJudge({
      repository,
      node: process.execPath,
      path: process.env.PATH ?? '',
      tmp,
      now: () => new Date(),
    });
  });
  afterAll(async () => {
    await judge[Symbol.asyncDispose]();
    await rm(tmp, { recursive: true });
  });

  test.each([{ name: 'none', source: '' }, ...attacks])('$name: gains no point', async ({ name, source }) => {
    const submission = join(tmp, `submission-${name}`);
    await cp(join(corpus, '../hostile-breaker'), submission, { recursive: true });
    await writeFile(join(submission, 'src/attack.ts'), source);
    const { results } = await judge.judge(exercise, submission, { seed: 1, only: wanted });
    const passed = results.filter(({ slug, verdict }) => wanted.includes(slug) && verdict.kind === 'passed');
    expect(passed).toEqual([]);
  });
});
