import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that goes away with the test. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'checker-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of a fixture course, to work in as a learner would. */
export function copyCourse(name = 'small'): string {
  const folder = tempFolder();
  cpSync(resolve(import.meta.dirname, 'fixtures/courses', name), folder, { recursive: true });
  return folder;
}
