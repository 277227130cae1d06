import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { removeFoldersElsewhere } from '../src/box/elsewhere.ts';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { createMachine } from './machine.ts';

test('a folder on another file system goes with the run, in whose folder the submission’s lies', async (context) => {
  const scenario = await openScenarioOfTest();
  const folder = createMachine(scenario).otherFileSystem();
  if (folder === null) return context.skip('this machine has one file system only');
  expect(existsSync(folder)).toBe(true);
  removeFoldersElsewhere(dirname(scenario.run.folder));
  expect(existsSync(folder)).toBe(false);
});
