import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../test/open-scenario.ts';

const sentence = 'It takes its time.';
const hints = ['There is nothing.', 'Still nothing.'];

test.each([
  [
    'the exercise’s, where it has none of its own',
    {},
    { kind: 'killed', why: { limit: 'wall', figure: '1 s' } },
  ],
  ['its own, where that is longer', { wallSeconds: 60 }, { kind: 'exited', code: 0 }],
])('the programs of a requirement have as much time as %s', async (_whose, own, ending) => {
  const scenario = await openScenarioOfTest({
    files: { 'src/main.ts': 'setTimeout(() => {}, 1500);' },
    manifest: {
      limits: { wallSeconds: 1 },
      requirements: [{ slug: 'slow', sentence, points: 1, hints, ...own }],
    },
  });
  const entry = join(scenario.run.app, 'src/main.js');
  const child = await scenario.box().spawn({ run: { kind: 'node', entry }, args: [] });
  expect((await child.exited).ending).toEqual(ending);
});
