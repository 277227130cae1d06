import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import type { Verdict } from '../judge/verdict.ts';
import { withLock } from '../workspace/lock.ts';
import { readProgress, recordAttempt, recordHint, recordStart } from './record.ts';

const at = new Date('2026-03-01T10:00:00Z');
const later = new Date('2026-03-02T10:00:00Z');
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
const blocked: Verdict = { kind: 'blocked', by: 'greets' };
const inconclusive: Verdict = { kind: 'inconclusive', cause: 'c', hint: 'h' };

function attempt(verdicts: Readonly<Record<string, Verdict>>, when = at) {
  const results = Object.entries(verdicts).map(([slug, verdict]) => ({ slug, verdict }));
  return { exercise: 'greet', at: when, results, points: 50, digest: 'd1' };
}

const file = (root: string) => join(root, 'workspace/.checker/progress.json');

describe('the record', () => {
  test('begins empty, and reading writes nothing', async () => {
    const root = tempFolder();
    expect(await readProgress(root)).toEqual({ progress: { exercises: {} }, setAside: null });
    expect(() => readFileSync(file(root))).toThrow('ENOENT');
  });

  test('keeps the best verdict, the first pass and the last word', async () => {
    const root = tempFolder();
    await recordStart(root, { exercise: 'greet', at });
    await recordAttempt(root, attempt({ a: failed, b: passed, c: blocked }));
    await recordAttempt(root, attempt({ a: passed, b: failed, c: inconclusive }, later));
    const { progress } = await readProgress(root);
    expect(progress.exercises.greet).toEqual({
      startedAt: at.toISOString(),
      attempts: 2,
      lastAttemptAt: later.toISOString(),
      lastDigest: 'd1',
      lastPoints: 50,
      requirements: {
        a: { best: 'passed', last: 'passed', firstPassedAt: later.toISOString(), attempts: 2, hints: 0 },
        b: { best: 'passed', last: 'failed', firstPassedAt: at.toISOString(), attempts: 2, hints: 0 },
        c: { best: 'blocked', last: 'blocked', firstPassedAt: null, attempts: 0, hints: 0 },
      },
    });
  });

  test('an attempt that said nothing is not charged', async () => {
    const root = tempFolder();
    await recordAttempt(root, attempt({ a: inconclusive, b: { kind: 'not-run', reason: 'r', hint: 'h' } }));
    expect((await readProgress(root)).progress.exercises.greet).toMatchObject({ attempts: 0 });
  });

  test('hints only go up', async () => {
    const root = tempFolder();
    await recordHint(root, { exercise: 'greet', requirement: 'a', level: 2 });
    const { progress } = await recordHint(root, { exercise: 'greet', requirement: 'a', level: 1 });
    expect(progress.exercises.greet).toMatchObject({ startedAt: null, requirements: { a: { hints: 2 } } });
  });
});

describe('a file that is not as a checker left it', () => {
  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"version": 1}',
    '{"version": "1", "exercises": {}}',
    '{"version": 1, "exercises": {"greet": {"startedAt": "yesterday"}}}',
    '{"version": 1, "checksum": "0", "exercises": {"greet": null}}',
    '\u0000'.repeat(2000),
  ])('%j is set aside, said, and a new record begins', async (damage) => {
    const root = tempFolder();
    mkdirSync(join(root, 'workspace/.checker'), { recursive: true });
    for (const number of [1, 2]) {
      writeFileSync(file(root), damage);
      const aside = join(root, `workspace/.checker/progress.damaged-${number}.json`);
      const reading = number === 1 ? readProgress(root) : recordStart(root, { exercise: 'greet', at });
      expect((await reading).setAside).toBe(aside);
      expect(readFileSync(aside, 'utf8')).toBe(damage);
    }
    expect(Object.keys((await readProgress(root)).progress.exercises)).toEqual(['greet']);
  });

  test('what was edited by hand and is still of the right shape is taken', async () => {
    const root = tempFolder();
    await recordAttempt(root, attempt({ a: failed }));
    writeFileSync(file(root), readFileSync(file(root), 'utf8').replaceAll('failed', 'passed'));
    const { progress, setAside } = await readProgress(root);
    expect(setAside).toBeNull();
    expect(progress.exercises.greet?.requirements.a?.best).toBe('passed');
  });

  test('a newer version is refused and left alone', async () => {
    const root = tempFolder();
    mkdirSync(join(root, 'workspace/.checker'), { recursive: true });
    writeFileSync(file(root), '{"version": 2, "shape": "unknown"}');
    await expect(readProgress(root)).rejects.toMatchObject({ code: 'PROGRESS_NEWER' });
    await expect(recordStart(root, { exercise: 'greet', at })).rejects.toMatchObject({
      code: 'PROGRESS_NEWER',
    });
    expect(readFileSync(file(root), 'utf8')).toBe('{"version": 2, "shape": "unknown"}');
  });
});

describe('several checkers at once', () => {
  test('lose nothing of each other', async () => {
    const root = tempFolder();
    const slugs = Array.from({ length: 12 }, (_, index) => `r${index}`);
    const writer = join(import.meta.dirname, '../../test/fixtures/record-writer.ts');
    const children = [0, 1, 2].map((third) => fork(writer, [root, ...slugs.slice(third * 4, third * 4 + 4)]));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0]);
    const { progress } = await readProgress(root);
    expect(Object.keys(progress.exercises.greet?.requirements ?? {}).sort()).toEqual(slugs.toSorted());
    expect(progress.exercises.greet?.attempts).toBe(12);
  });

  test('the lock of a holder that died long ago is taken over', async () => {
    const root = tempFolder();
    const lock = join(root, 'workspace/.checker/lock');
    mkdirSync(lock, { recursive: true });
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    expect((await recordStart(root, { exercise: 'greet', at })).progress.exercises).toHaveProperty('greet');
  });

  test('a living holder is waited for, and named when it does not end', async () => {
    const root = tempFolder();
    await withLock(root, async () => {
      await expect(recordStart(root, { exercise: 'greet', at }, { patienceMs: 100 })).rejects.toMatchObject({
        code: 'PROGRESS_LOCKED',
      });
    });
  });

  test('a killed writer leaves the old or the new record, and no lock for ever', async () => {
    const root = tempFolder();
    await recordAttempt(root, attempt({ a: passed }));
    const writer = join(import.meta.dirname, '../../test/fixtures/record-writer.ts');
    const child = fork(writer, [root, ...Array.from({ length: 500 }, (_, index) => `r${index}`)]);
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { progress, setAside } = await recordHint(root, {
      exercise: 'greet',
      requirement: 'a',
      level: 1,
    });
    expect(setAside).toBeNull();
    expect(progress.exercises.greet?.requirements.a).toMatchObject({ best: 'passed', hints: 1 });
  });
});
