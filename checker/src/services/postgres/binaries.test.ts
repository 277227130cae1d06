import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { prepareBinaries } from './binaries.ts';

test.each([
  ['without its install script', false],
  ['with its install script, which makes the links itself', true],
])('the package installed %s has every library under each of its names', (_how, linked) => {
  const native = tempFolder();
  for (const part of ['bin', 'lib', 'share']) mkdirSync(join(native, part));
  writeFileSync(join(native, 'lib/libpq.so.5.17'), 'a library');
  writeFileSync(
    join(native, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.17', target: 'native/lib/libpq.so.5' }]),
  );
  if (linked) symlinkSync('libpq.so.5.17', join(native, 'lib/libpq.so.5'));
  const { lib } = prepareBinaries(native, tempFolder(), false);
  expect(readdirSync(lib).sort()).toEqual(['libpq.so.5', 'libpq.so.5.17']);
  expect(readFileSync(join(lib, 'libpq.so.5'), 'utf8')).toBe('a library');
});
