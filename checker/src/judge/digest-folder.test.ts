import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { digestFolder } from './digest-folder.ts';

test('depends on paths and bytes, not on where the folder lies, nor on times', () => {
  const first = lay({ 'a.txt': 'one', 'deep/b.txt': 'two' });
  const second = lay({ 'deep/b.txt': 'two', 'a.txt': 'one' });
  utimesSync(join(second, 'a.txt'), 1, 1);
  expect(digestFolder(first)).toBe(digestFolder(second));
  expect(digestFolder(first)).toMatch(/^[0-9a-f]{64}$/);
});

test('notices every change of a name, of bytes, and of where one file ends and the next begins', () => {
  const folders = [
    { 'a.txt': 'one', 'b.txt': 'two' },
    { 'a.txt': 'one', 'c.txt': 'two' },
    { 'a.txt': 'one', 'b.txt': 'twO' },
    { 'a.txt': 'two', 'b.txt': 'one' },
    { 'a.txt': 'onetwo', 'b.txt': '' },
    { 'a.txt': '', 'b.txt': 'onetwo' },
    { 'a.txt': 'one' },
    { 'a/txt': 'one', 'b.txt': 'two' },
  ];
  const digests = folders.map((files) => digestFolder(lay(files)));
  expect(new Set(digests).size).toBe(digests.length);
});

function lay(files: Record<string, string>): string {
  const folder = tempFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
