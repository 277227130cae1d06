import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { type Requirement, requirementSchema } from '../course/manifest.ts';
import { orderHiddenFiles } from './order-hidden-files.ts';

function requirement(slug: string, more: Partial<Requirement> = {}): Requirement {
  const hints = ['Look at what it does.', 'Look at it once more.'];
  return requirementSchema.parse({ slug, sentence: 'The promise holds.', points: 1, hints, ...more });
}

const requirements = [
  requirement('alone'),
  requirement('slow', { wallSeconds: 60, needs: ['starts'] }),
  requirement('slowest', { wallSeconds: 300 }),
  requirement('starts'),
  requirement('usual', { needs: ['starts'] }),
];

function hiddenFolder(): string {
  const folder = tempFolder();
  const lay = (name: string, ...slugs: string[]) =>
    writeFileSync(join(folder, name), slugs.map((slug) => `requirement('${slug}', () => {});\n`).join(''));
  lay('a.test.ts', 'alone', 'usual');
  lay('b.test.ts', 'slow');
  lay('c.test.ts', 'slowest');
  lay('d.test.ts', 'starts');
  lay('helper.ts', 'starts');
  return folder;
}

test('what others need comes first, then what may take longest', () => {
  const slugs = requirements.map(({ slug }) => slug);
  const files = orderHiddenFiles(hiddenFolder(), requirements, slugs);
  expect(files.map((file) => basename(file))).toEqual(['d.test.ts', 'c.test.ts', 'b.test.ts', 'a.test.ts']);
});

test('a file that judges nothing of what is asked is left out', () => {
  const files = orderHiddenFiles(hiddenFolder(), requirements, ['usual', 'slow']);
  expect(files.map((file) => basename(file))).toEqual(['b.test.ts', 'a.test.ts']);
});
