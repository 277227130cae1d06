import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../test/open-scenario.ts';

test('what is opened after the end of a scenario is cleared away at once', async () => {
  const scenario = await openScenarioOfTest();
  await scenario[Symbol.asyncDispose]();
  let cleared = false;
  scenario.defer(() => {
    cleared = true;
  });
  expect(cleared).toBe(true);
});
