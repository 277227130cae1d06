import { expectThat, type Fixtures, requirement, showValue } from 'checker/kit';

const look = 'Nothing: this exercise judges the walls.';

async function ask({ module }: Pick<Fixtures, 'module'>, word: string) {
  const link = await module.open();
  const outcome = await link.call('say', { word }, { patienceMs: 5000 });
  link.kill();
  const { stdout, stderr } = await link.exited;
  return { answer: outcome.ok === true ? outcome.value : null, said: `${stdout}${stderr}` };
}

async function say({ module, random }: Pick<Fixtures, 'module' | 'random'>) {
  const word = random.word();
  const { answer, said } = await ask({ module }, word);
  expectThat(answer === `harmless ${word}` && said === '', {
    expected: showValue(`harmless ${word}`),
    saw: `${showValue(answer)} and ${showValue(said)}`,
    look,
  });
}

requirement('first', ({ module, random }) => say({ module, random }));
requirement('second', ({ module, random }) => say({ module, random }));

requirement('unearned', async ({ module, random }) => {
  const { answer } = await ask({ module }, 'guess');
  const expected = random.word(20);
  expectThat(answer === expected, {
    expected: 'a word that nobody has told it',
    saw: showValue(answer),
    look,
  });
});
