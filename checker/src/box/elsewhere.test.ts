import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { makeFolderElsewhere, makeFolderInMemory, removeFoldersElsewhere } from './elsewhere.ts';

test('lies on another file system, can be written to, and goes with its run and no other', (context) => {
  const here = tempFolder();
  const [run, other] = ['checker-run-one', 'checker-run-other'].map((name) =>
    mkdtempSync(join(here, name)),
  ) as [string, string];
  onTestFinished(() => [run, other].forEach(removeFoldersElsewhere));
  const folder = makeFolderElsewhere(run, here);
  const kept = makeFolderElsewhere(other, here);
  if (folder === null || kept === null) return context.skip('this machine has one file system only');
  expect(statSync(folder).dev).not.toBe(statSync(here).dev);
  writeFileSync(join(folder, 'file'), 'text');
  removeFoldersElsewhere(run);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(kept)).toBe(true);
  removeFoldersElsewhere(run);
});

test('in memory only where there is room, and gone with its run', (context) => {
  const run = mkdtempSync(join(tempFolder(), 'checker-run-memory'));
  onTestFinished(() => removeFoldersElsewhere(run));
  expect(makeFolderInMemory(run, 2 ** 50)).toBeNull();
  const folder = makeFolderInMemory(run, 1024);
  if (folder === null) return context.skip('this machine has no folder in memory');
  writeFileSync(join(folder, 'file'), 'text');
  removeFoldersElsewhere(run);
  expect(existsSync(folder)).toBe(false);
});
