import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { CheckerError } from '../../errors.ts';
import { layMutant, readMutants } from './mutant.ts';

const main = 'one\ntwo\nthree\n';
const header = '# Requirement: adds\n# Idea: forgets the second line\n';
const change = `--- a/src/main.ts
+++ b/src/main.ts
@@ -1,3 +1,2 @@
 one
-two
 three
`;

describe('readMutants', () => {
  test('reads headers, in the order of file names, and nothing but patches', () => {
    const folder = lay({
      'b.patch': `# Requirement: lists\n# Also: adds, shows  sorts\n# Idea: two words\n${change}`,
      'a-first.patch': `${header}${change}`,
      'notes.md': 'not a patch',
    });
    expect(readMutants(folder)).toMatchObject([
      { slug: 'a-first', requirement: 'adds', also: [], idea: 'forgets the second line', patch: change },
      { slug: 'b', requirement: 'lists', also: ['adds', 'shows', 'sorts'], idea: 'two words', patch: change },
    ]);
  });

  test('an empty Also: line lists nothing, and a later line is not taken for it', () => {
    const [mutant] = readMutants(lay({ 'a.patch': `# Also:\n${header}${change}` }));
    expect(mutant?.also).toEqual([]);
  });

  test('a course without mutants has none', () => {
    expect(readMutants(join(tempFolder(), 'not-there'))).toEqual([]);
  });

  test.each([
    ['no requirement', `# Idea: nothing\n${change}`],
    ['no idea', `# Requirement: adds\n${change}`],
    ['an empty requirement', `# Requirement:\n# Idea: nothing\n${change}`],
    ['headers below the patch', `${change}${header}`],
    ['no change at all', header],
  ])('%s is an error that names the file', (_, text) => {
    const folder = lay({ 'odd.patch': text });
    expect(() => readMutants(folder)).toThrow(
      expect.objectContaining({ code: 'PATCH_FAILED', message: expect.stringContaining('odd.patch') }),
    );
  });
});

describe('layMutant', () => {
  test('copies the reference and changes what the patch says, and the reference stays as it was', () => {
    const { target, reference } = applied(change);
    expect(readFileSync(join(target, 'src/main.ts'), 'utf8')).toBe('one\nthree\n');
    expect(readFileSync(join(target, 'src/other.ts'), 'utf8')).toBe('other\n');
    expect(readFileSync(join(reference, 'src/main.ts'), 'utf8')).toBe(main);
  });

  test('makes new files, in new folders too, and removes deleted ones', () => {
    const { target } = applied(`--- /dev/null
+++ b/src/new/file.ts
@@ -0,0 +1,2 @@
+fresh
+lines
--- a/src/other.ts
+++ /dev/null
@@ -1 +0,0 @@
-other
`);
    expect(readFileSync(join(target, 'src/new/file.ts'), 'utf8')).toBe('fresh\nlines\n');
    expect(existsSync(join(target, 'src/other.ts'))).toBe(false);
  });

  test('changes several files and moves one', () => {
    const { target } = applied(`${change}--- a/src/other.ts
+++ b/src/moved.ts
@@ -1 +1 @@
-other
+another
`);
    expect(readFileSync(join(target, 'src/main.ts'), 'utf8')).toBe('one\nthree\n');
    expect(readFileSync(join(target, 'src/moved.ts'), 'utf8')).toBe('another\n');
    expect(existsSync(join(target, 'src/other.ts'))).toBe(false);
  });

  test.each([
    ['other lines than the patch knows', change.replace('-two', '-deux'), 'src/main.ts'],
    ['a file that is not there', change.replaceAll('src/main.ts', 'src/gone.ts'), 'src/gone.ts'],
    ['a patch that is torn', change.replace(' three\n', ''), 'odd.patch'],
  ])('%s: PATCH_FAILED names it', (_, patch, named) => {
    let seen: unknown;
    try {
      applied(patch);
    } catch (error) {
      seen = error;
    }
    expect(seen).toBeInstanceOf(CheckerError);
    expect(seen).toMatchObject({ code: 'PATCH_FAILED', message: expect.stringContaining(named) });
  });
});

function applied(patch: string): { readonly target: string; readonly reference: string } {
  const reference = lay({ 'src/main.ts': main, 'src/other.ts': 'other\n' });
  const folder = lay({ 'odd.patch': header + patch });
  const [mutant] = readMutants(folder);
  if (mutant === undefined) throw new Error('the mutant was not read');
  const target = join(tempFolder(), 'laid');
  layMutant(mutant, reference, target);
  return { target, reference };
}

function lay(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
