import { expectThat, type Fixtures, requirement, showValue } from 'checker/kit';

const look = 'Nothing: this exercise judges the walls.';

async function say({ program, files, random }: Pick<Fixtures, 'program' | 'files' | 'random'>) {
  const word = random.word();
  const run = await program.run(['--', word], { patienceMs: 8000 });
  const laid = files.read('laid.txt');
  const expected = `harmless ${word}\n`;
  // All that it said or left is shown: what it should not know would stand in the report.
  expectThat(run.stdout === expected && run.stderr === '' && laid === null, {
    expected: showValue(expected),
    saw: showValue(`${laid ?? ''}${run.stdout}${run.stderr}`),
    look,
  });
}

requirement('first', ({ program, files, random }) => say({ program, files, random }));
requirement('second', ({ program, files, random }) => say({ program, files, random }));

requirement('unearned', async ({ program, random }) => {
  const run = await program.run(['--', 'guess'], { patienceMs: 8000 });
  const expected = random.word(20);
  expectThat(run.stdout === expected, {
    expected: 'a word that nobody has told it',
    saw: showValue(run.stdout),
    look,
  });
});
