import { expectRun, expectThat, type Files, requirement } from 'checker/kit';
import { append, filesBelow, toolMs } from './makefile.ts';

requirement('test', async ({ make, files, random }) => {
  // Two of the judge's stand in for the learner's own, which may take long, and have a requirement to themselves.
  for (const path of ['test', 'specs'].flatMap((folder) => filesBelow(files, folder))) {
    if (/\.(test|spec)\.[cm]?[jt]sx?$/.test(path)) files.remove(`submission/${path}`);
  }
  const mark = `ran-${random.word()}`;
  layTest(files, mark, 'expect(1 + 1).toBe(2);');
  const passing = await make.run(['test'], { patienceMs: toolMs });
  expectRun(passing, {
    code: 0,
    look: 'In test/ stands one test that passes. Run `make test` by hand: what ends with another code than 0?',
  });
  expectThat(files.exists(`submission/${mark}`), {
    expected: '`make test` to run the tests in test/**/*.test.ts',
    saw: 'a test that was put there did not run',
    look: 'A folder is called `test`, too. And which tests does the command of your recipe look for?',
  });
  layTest(files, mark, 'expect(1 + 1).toBe(3);');
  expectRun(await make.run(['test'], { patienceMs: toolMs }), {
    code: 'failure',
    look: 'One of the tests fails. Which command in your recipe knows, and who asks it?',
  });
});

function layTest(files: Files, mark: string, line: string): void {
  files.write(
    'submission/test/arithmetic.test.ts',
    `import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('one and one', () => {
  writeFileSync(new URL('../${mark}', import.meta.url), '');
  ${line}
});
`,
  );
}

requirement('lint', async ({ make, files, random }) => {
  expectRun(await make.run(['lint'], { patienceMs: toolMs }), {
    code: 0,
    look: 'Nothing was changed yet. Run `make lint` by hand: is it the types, or the recipe?',
  });
  append(files, 'src/main.ts', `export const wrong${random.word()}: number = 'a text';`);
  expectRun(await make.run(['lint'], { patienceMs: toolMs }), {
    code: 'failure',
    look: "At the end of src/main.ts stands `export const …: number = 'a text'`. What looks at types in your recipe, and who hears of its exit code?",
  });
});
