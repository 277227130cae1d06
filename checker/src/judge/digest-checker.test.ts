import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { repository } from '../repository.ts';
import { digestChecker } from './digest-checker.ts';

function smallChecker(): string {
  const root = tempFolder();
  for (const folder of ['bin', 'src', 'kit']) {
    mkdirSync(join(root, 'checker', folder), { recursive: true });
    writeFileSync(join(root, 'checker', folder, 'a.ts'), folder);
  }
  writeFileSync(join(root, 'checker/package.json'), '{}');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  return root;
}

test.each([
  'checker/bin/a.ts',
  'checker/src/a.ts',
  'checker/kit/a.ts',
  'checker/package.json',
  'package-lock.json',
])('a change of %s is another checker', (file) => {
  const root = smallChecker();
  const before = digestChecker(root);
  writeFileSync(join(root, file), 'changed');
  expect(digestChecker(root)).not.toBe(before);
});

test('a copy elsewhere, with another test, is the same checker', () => {
  const root = smallChecker();
  const copy = tempFolder();
  cpSync(root, copy, { recursive: true });
  writeFileSync(join(copy, 'checker/src/a.test.ts'), '');
  expect(digestChecker(copy)).toBe(digestChecker(root));
});

test('this one has a digest', () => {
  expect(digestChecker(repository)).toMatch(/^[0-9a-f]{64}$/);
});
