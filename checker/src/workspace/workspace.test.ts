import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyCourse } from '../../test/temp-folder.ts';
import type { Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { loadCourse } from '../course/load-course.ts';
import { findAttempt, listAttempts } from './attempts.ts';
import { resetExercise, restoreAttempt } from './replace.ts';
import { addMissing, startExercise } from './start.ts';

const never = new AbortController().signal;
const input = { at: new Date('2026-03-01T10:00:00Z'), passed: 2, total: 3, signal: never };

async function course() {
  const root = copyCourse();
  const loaded = await loadCourse(root);
  const of = (id: string): Exercise => findExercise(loaded, id);
  const file = (path: string) => join(root, 'workspace', path);
  return {
    root,
    greet: of('greet'),
    shout: of('shout'),
    file,
    read: (path: string) => readFileSync(file(path), 'utf8'),
  };
}

describe('start', () => {
  test('lays out starter and specs, for writing even where the course is read-only', async () => {
    const { root, greet, file, read } = await course();
    chmodSync(join(greet.folder, 'starter/src/main.ts'), 0o444);
    const started = await startExercise(root, greet, never);
    expect(started.files).toEqual(['package.json', 'specs/greet.test.ts', 'src/main.ts']);
    writeFileSync(file('greet/src/main.ts'), 'mine');
    expect(read('greet/src/main.ts')).toBe('mine');
    expect(readdirSync(file('.checker/laying'))).toEqual([]);
  });

  test('never touches a folder that is there', async () => {
    const { root, greet, file, read } = await course();
    mkdirSync(file('greet'), { recursive: true });
    writeFileSync(file('greet/notes.txt'), 'mine');
    await expect(startExercise(root, greet, never)).rejects.toMatchObject({
      code: 'WORKSPACE_EXISTS',
      hint: expect.stringContaining('start greet --missing'),
    });
    expect(readdirSync(file('greet'))).toEqual(['notes.txt']);
    expect(read('greet/notes.txt')).toBe('mine');
  });

  test('takes an empty folder', async () => {
    const { root, greet, file } = await course();
    mkdirSync(file('greet'), { recursive: true });
    await startExercise(root, greet, never);
    expect(existsSync(file('greet/src/main.ts'))).toBe(true);
  });

  test('two at once: one starts, the other is told', async () => {
    const { root, greet } = await course();
    const both = await Promise.allSettled([
      startExercise(root, greet, never),
      startExercise(root, greet, never),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'WORKSPACE_EXISTS' },
    });
  });

  test('carries the earlier exercise over: its files win, the new ones are added, its specs stay behind', async () => {
    const { root, greet, shout, file, read } = await course();
    await startExercise(root, greet, never);
    writeFileSync(file('greet/src/main.ts'), 'mine');
    writeFileSync(file('greet/src/extra.ts'), 'also mine');
    mkdirSync(file('greet/node_modules'));
    const started = await startExercise(root, shout, never);
    expect(started).toMatchObject({
      carriedFrom: 'greet',
      kept: ['package.json', 'src/main.ts'],
      files: ['NOTES.md', 'package.json', 'specs/shout.test.ts', 'src/extra.ts', 'src/main.ts'],
    });
    expect(read('shout/src/main.ts')).toBe('mine');
    expect(existsSync(file('shout/node_modules'))).toBe(false);
    expect(read('greet/src/extra.ts')).toBe('also mine');
  });

  test('without the earlier one it starts from the starter', async () => {
    const { root, shout } = await course();
    expect(await startExercise(root, shout, never)).toMatchObject({ carriedFrom: null, kept: [] });
  });

  test('--missing adds what is not there and says which', async () => {
    const { root, greet, file, read } = await course();
    await startExercise(root, greet, never);
    writeFileSync(file('greet/src/main.ts'), 'mine');
    rmSync(file('greet/specs'), { recursive: true });
    expect(await addMissing(root, greet, never)).toEqual(['specs/greet.test.ts']);
    expect(read('greet/src/main.ts')).toBe('mine');
    expect(await addMissing(root, greet, never)).toEqual([]);
  });
});

describe('reset and restore', () => {
  test('reset saves everything as it was, then lays the starter anew', async () => {
    const { root, greet, file, read } = await course();
    await startExercise(root, greet, never);
    writeFileSync(file('greet/src/main.ts'), 'first');
    symlinkSync('main.ts', file('greet/src/link.ts'));
    mkdirSync(file('greet/.git'));
    writeFileSync(file('greet/.git/HEAD'), 'history');
    expect(await resetExercise(root, greet, input)).toMatchObject({ savedAs: 1 });
    expect(read('greet/src/main.ts')).toContain('nobody is greeted yet');
    expect(read('greet/.git/HEAD')).toBe('history');
    expect(listAttempts(root, 'greet')).toEqual([
      {
        id: 1,
        folder: file('.checker/attempts/greet/1/files'),
        savedAt: '2026-03-01T10:00:00.000Z',
        why: 'reset',
        passed: 2,
        total: 3,
        files: ['package.json', 'specs/greet.test.ts', 'src/link.ts', 'src/main.ts'],
      },
    ]);
  });

  test('restore saves what is there first, and can be done again', async () => {
    const { root, greet, file, read } = await course();
    await startExercise(root, greet, never);
    writeFileSync(file('greet/src/main.ts'), 'first');
    await resetExercise(root, greet, input);
    writeFileSync(file('greet/src/main.ts'), 'second');
    expect(await restoreAttempt(root, greet, '1', input)).toMatchObject({ savedAs: 2 });
    expect(read('greet/src/main.ts')).toBe('first');
    writeFileSync(file('greet/src/main.ts'), 'changed after the restore');
    await restoreAttempt(root, greet, '#1', input);
    expect(read('greet/src/main.ts')).toBe('first');
    await restoreAttempt(root, greet, '2', input);
    expect(read('greet/src/main.ts')).toBe('second');
    expect(listAttempts(root, 'greet').map(({ why }) => why)).toEqual([
      'reset',
      'restore',
      'restore',
      'restore',
    ]);
  });

  test('an unknown attempt and an exercise that was not started are told apart', async () => {
    const { root, greet } = await course();
    await expect(resetExercise(root, greet, input)).rejects.toMatchObject({ code: 'WORKSPACE_MISSING' });
    expect(() => findAttempt(root, 'greet', '7')).toThrow(
      expect.objectContaining({ code: 'ATTEMPT_UNKNOWN' }),
    );
  });

  test('an attempt whose note is lost can still be restored', async () => {
    const { root, greet, file, read } = await course();
    await startExercise(root, greet, never);
    writeFileSync(file('greet/src/main.ts'), 'first');
    await resetExercise(root, greet, input);
    for (const damage of ['', '{"savedAt": 7, "passed": "x"}', '[]']) {
      writeFileSync(file('.checker/attempts/greet/1/attempt.json'), damage);
      expect(listAttempts(root, 'greet')).toMatchObject([
        { id: 1, savedAt: null, why: 'unknown', passed: null },
      ]);
    }
    await restoreAttempt(root, greet, '1', input);
    expect(read('greet/src/main.ts')).toBe('first');
  });
});

describe('after the checker was killed in the middle', () => {
  test('half-made folders go', async () => {
    const { root, greet, file } = await course();
    mkdirSync(file('.checker/laying/greet.unfinished-abc/src'), { recursive: true });
    await startExercise(root, greet, never);
    expect(readdirSync(file('.checker/laying'))).toEqual([]);
  });

  test('between the two renames of a reset: the next command finishes it', async () => {
    const { root, greet, file, read } = await course();
    await startExercise(root, greet, never);
    writeFileSync(file('greet/src/main.ts'), 'first');
    // The state that a kill leaves there: the old folder saved, the new one ready, none in place.
    cpSync(join(greet.folder, 'starter'), file('.checker/laying/greet.ready'), { recursive: true });
    mkdirSync(file('.checker/attempts/greet/1'), { recursive: true });
    cpSync(file('greet'), file('.checker/attempts/greet/1/files'), { recursive: true });
    rmSync(file('greet'), { recursive: true });
    await expect(startExercise(root, greet, never)).rejects.toMatchObject({ code: 'WORKSPACE_EXISTS' });
    expect(read('greet/src/main.ts')).toContain('nobody is greeted yet');
    await restoreAttempt(root, greet, '1', input);
    expect(read('greet/src/main.ts')).toBe('first');
  });
});
