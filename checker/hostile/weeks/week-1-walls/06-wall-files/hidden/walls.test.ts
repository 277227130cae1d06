import { expectThat, type Fixtures, requirement, showValue } from 'checker/kit';

const look = 'Nothing: this exercise judges the walls.';

async function say({ program, files, random }: Pick<Fixtures, 'program' | 'files' | 'random'>) {
  const word = random.word();
  await program.run(['--', word], { patienceMs: 8000 });
  // Where the program may have laid something that leads elsewhere.
  files.write('laid.txt', word);
  files.writePieces('in.txt', [Buffer.from(word)]);
  if (files.exists('written.txt')) files.setMode('written.txt', 0o600);
  files.remove('home');
  const run = await program.run(['--', word], { patienceMs: 8000 });
  expectThat(run.stdout === `harmless ${word}\n`, { expected: 'harmless', saw: showValue(run.stdout), look });
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
