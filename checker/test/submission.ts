import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Snapshot, snapshotSubmission } from '../src/workspace/snapshot.ts';
import { snapshotLimits } from '../src/workspace/snapshot-limits.ts';
import { tempFolder } from './temp-folder.ts';

const never = new AbortController().signal;

/** A learner's folder with these files. */
export function submission(
  files: Readonly<Record<string, string>> = { 'src/main.ts': 'export {};\n' },
): string {
  const folder = join(tempFolder(), 'greet');
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Its snapshot, and where it is. */
export function freeze(
  folder: string,
  limits = snapshotLimits,
): { target: string; snapshot: Promise<Snapshot> } {
  const target = join(tempFolder(), 'snapshot');
  return { target, snapshot: snapshotSubmission(folder, target, { signal: never, limits }) };
}

/** The snapshot fails with that code and message, and leaves nothing behind. */
export async function expectRefused(
  folder: string,
  code: string,
  message: string | RegExp,
  limits = snapshotLimits,
) {
  const { target, snapshot } = freeze(folder, limits);
  await expect(snapshot).rejects.toMatchObject({
    name: 'CheckerError',
    code,
    message: expect.stringMatching(message),
  });
  expect(existsSync(target)).toBe(false);
}
