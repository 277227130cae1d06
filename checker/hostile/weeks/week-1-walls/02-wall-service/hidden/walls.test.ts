import { expectThat, type Fixtures, requirement, showValue } from 'checker/kit';

const look = 'Nothing: this exercise judges the walls.';

async function say({ service, random }: Pick<Fixtures, 'service' | 'random'>) {
  const word = random.word();
  const running = await service.start({ patienceMs: 8000 });
  const reply = await running.request('GET', `/${word}`, { patienceMs: 5000 });
  const { stdout, stderr } = running.output;
  const said = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  expectThat(reply.text === `harmless ${word}` && said.length === 0 && stderr === '', {
    expected: showValue(`harmless ${word}`),
    saw: showValue(`${reply.text}\n${said.join('\n')}${stderr}`),
    look,
  });
}

requirement('first', ({ service, random }) => say({ service, random }));
requirement('second', ({ service, random }) => say({ service, random }));

requirement('unearned', async ({ service, random }) => {
  const running = await service.start({ patienceMs: 8000 });
  const reply = await running.request('GET', '/guess', { patienceMs: 5000 });
  const expected = random.word(20);
  expectThat(reply.text === expected, {
    expected: 'a word that nobody has told it',
    saw: showValue(reply.text),
    look,
  });
});
