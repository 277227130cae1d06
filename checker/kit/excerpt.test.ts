import { expect, test } from 'vitest';
import { excerptOf, localPaths } from './excerpt.ts';

const run = {
  app: '/somewhere/run-1/app',
  snapshot: '/somewhere/run-1/snapshot',
  boxes: '/somewhere/run-1',
};

test('a short text is shown whole', () => {
  expect(excerptOf('grüße\n', run)).toEqual({ text: 'grüße\n', bytes: 8, cut: false });
});

test('of a long text the beginning and the end are shown, and its whole length is told', () => {
  const text = `begin${'x'.repeat(5000)}end`;
  const excerpt = excerptOf(text, run);
  expect(excerpt).toMatchObject({ bytes: 5008, cut: true });
  expect(excerpt.text).toMatch(/^beginx{695}\n…\nx{297}end$/);
});

test('paths read as the learner knows them, whole or as URLs, built or as they were frozen', () => {
  const text = `at file://${run.app}/src/main.ts:1:2 and (${run.snapshot}/src/fail.ts:7:9), in ${run.app}`;
  expect(localPaths(text, run)).toBe(`at src/main.ts:1:2 and (src/fail.ts:7:9), in ${run.app}`);
});

test('paths in the box read as the program knows them', () => {
  const box = `${run.boxes}/box-Ab1_x9`;
  const text = `${box}/work/tasks.json, file://${box}/work/a.ts; open '${box}/work', ${box}/home/.rc ${box}/tmp/x ${box}`;
  expect(localPaths(text, run)).toBe(
    "tasks.json, a.ts; open 'the working directory', $HOME/.rc $TMPDIR/x the box",
  );
});

test('a character is not torn in two where a text is cut', () => {
  const smiles = '\u{1f600}'.repeat(1000);
  for (const text of [smiles, `x${smiles}`]) {
    expect(excerptOf(text, run).text).not.toMatch(/\p{Cs}/u);
  }
});
