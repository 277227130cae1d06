import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { copyCourse } from '../../test/temp-folder.ts';
import { findExercise } from '../course/find-exercise.ts';
import { loadCourse } from '../course/load-course.ts';
import { listAttempts } from './attempts.ts';
import { addMissing, startExercise } from './start.ts';

const loop = resolve(import.meta.dirname, '../../test/fixtures/reset-loop.ts');
const never = new AbortController().signal;

test('killed at any moment of a reset, nothing that was written is lost and the next start puts all in order', async () => {
  const root = copyCourse();
  const exercise = findExercise(await loadCourse(root), 'greet');
  await startExercise(root, exercise, never);
  const folder = join(root, 'workspace/greet');
  let written = -1;
  for (let round = 0; round < 12; round += 1) {
    const child = fork(loop, [root, String(written + 1)]);
    child.on('message', (number: number) => {
      written = number;
    });
    for (let rounds = round % 4; rounds >= 0; rounds -= 1) await once(child, 'message');
    await setTimeout(Math.random() * 25);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    // The killed one may have held the lock; that it is taken over with time is tested with the record.
    rmSync(join(root, 'workspace/.checker/lock'), { recursive: true, force: true });
    await addMissing(root, exercise, never);
    expect(existsSync(join(folder, 'src/main.ts'))).toBe(true);
    expect(readdirSync(join(root, 'workspace/.checker/laying'))).toEqual([]);
  }
  const places = [folder, ...listAttempts(root, 'greet').map((attempt) => attempt.folder)];
  const kept = new Set(places.flatMap((place) => readdirSync(place)));
  const all = Array.from({ length: written + 1 }, (_, number) => `work-${number}`);
  expect(all.filter((name) => !kept.has(name))).toEqual([]);
});
