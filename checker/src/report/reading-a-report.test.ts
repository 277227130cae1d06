import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { goldenFolder } from '../../test/golden.ts';

const page = readFileSync(
  path.resolve(import.meta.dirname, '../../../docs/learner/reading-a-report.md'),
  'utf8',
);

test('every screen on the page that explains reports is one that the checker draws', () => {
  const screens = [...page.matchAll(/<!-- golden: (\S+) -->\n```text\n([\s\S]*?)```/g)];
  expect(screens.map(([, name]) => name)).toEqual([
    'report/mixture.txt',
    'report/failure-concurrent-writers.txt',
  ]);
  for (const [, name, text] of screens)
    expect(text).toBe(readFileSync(path.join(goldenFolder, String(name)), 'utf8'));
});

test('it explains every word that a report uses for a verdict', () => {
  for (const word of ['passed', 'failed', 'blocked', 'inconclusive', 'not run'])
    expect(page).toMatch(new RegExp(`^\\| ${word} +\\|`, 'm'));
});
