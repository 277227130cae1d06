import { expectThat, requirement, showValue } from 'checker/kit';

const look = 'Nothing: this exercise judges the walls.';

requirement('first', ({ source }) => source.compiles());

requirement('second', async ({ source }) => {
  await source.noGlobals();
  await source.layers();
});

requirement('unearned', async ({ program, random }) => {
  const run = await program.run(['--', 'guess'], { patienceMs: 8000 });
  const expected = random.word(20);
  expectThat(run.stdout === expected, {
    expected: 'a word that nobody has told it',
    saw: showValue(run.stdout),
    look,
  });
});
