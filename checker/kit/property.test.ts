import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { Broken, expectThat, notRun } from './expect.ts';
import { createProperty } from './property.ts';

const look = 'Nothing.';

test('a promise that holds holds, for as many inputs as were asked for', async () => {
  const property = createProperty(await openScenarioOfTest());
  let runs = 0;
  await property('numbers', fc.nat(), () => void runs++, { runs: 17 });
  expect(runs).toBe(17);
});

test('a broken one is told by its smallest input, with the seed that repeats it', async () => {
  const scenario = await openScenarioOfTest({ seed: 4_000_000_000 });
  const property = createProperty(scenario);
  const broken = property('titles', fc.string(), (title) => {
    expectThat(title.length < 3, { expected: 'a short title', saw: `${title.length} characters`, look });
  });
  await expect(broken).rejects.toThrow(Broken);
  await expect(broken).rejects.toMatchObject({ part: { saw: '3 characters' } });
  const [note] = scenario.observe({ expected: '', saw: '', look }).did;
  expect(note).toMatchObject({
    kind: 'note',
    text: expect.stringMatching(
      /^titles: the smallest input found that breaks it is ".{3,}" \(after (1 try|\d+ tries)\)$/,
    ),
  });
});

test('an input is told in the words that the hidden test has for it', async () => {
  const scenario = await openScenarioOfTest();
  const broken = createProperty(scenario)(
    'numbers',
    fc.nat(),
    (value) => expectThat(value < 50, { expected: 'less', saw: String(value), look }),
    { show: (value) => `the number ${value}` },
  );
  await expect(broken).rejects.toThrow(Broken);
  const [note] = scenario.observe({ expected: '', saw: '', look }).did;
  expect(note).toMatchObject({ text: expect.stringContaining('that breaks it is the number 50 (') });
});

test('the same seed tries the same inputs', async () => {
  const tried = async (seed: number) => {
    const values: number[] = [];
    await createProperty(await openScenarioOfTest({ seed }))(
      'numbers',
      fc.integer(),
      (value) => void values.push(value),
    );
    return values;
  };
  const first = await tried(1);
  expect(await tried(1)).toEqual(first);
  expect(await tried(2)).not.toEqual(first);
});

test('a defect of the hidden test surfaces as itself, even where shrinking would hide it behind a broken promise', async () => {
  const property = createProperty(await openScenarioOfTest());
  const defect = property('numbers', fc.nat(), (value) => {
    if (value > 100) throw new TypeError('a defect of ours');
    expectThat(value < 50, { expected: 'less', saw: String(value), look });
  });
  await expect(defect).rejects.toThrow('a defect of ours');
});

test('what the machine lacks ends it as such', async () => {
  const property = createProperty(await openScenarioOfTest());
  await expect(property('numbers', fc.nat(), () => notRun('no moon', 'Wait.'))).rejects.toMatchObject({
    hint: 'Wait.',
  });
});
