import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildSupervisor } from '../src/box/container/build-supervisor.ts';
import { findContainers } from '../test/find-containers.ts';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { tempFolder } from '../test/temp-folder.ts';
import { findTool } from './find-tool.ts';

const containers = await findContainers();
const install = 'Install it.';

/** A folder with programs that this machine has and no image. */
function pathWith(...names: readonly string[]): string {
  const folder = tempFolder();
  for (const name of names) writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
  return folder;
}

test('a process is run with the tools on the judge’s PATH, the first name that there is', async () => {
  const path = pathWith('second', 'third');
  const scenario = await openScenarioOfTest({ path });
  expect(await findTool(scenario, ['first', 'second', 'third'], install)).toBe(join(path, 'second'));
});

test('a tool that the machine lacks: the requirement is not run, with what adds it', async () => {
  const scenario = await openScenarioOfTest({ path: pathWith() });
  await expect(findTool(scenario, ['first', 'second'], install)).rejects.toMatchObject({
    name: 'NotRun',
    message: 'there is no first on this machine',
    hint: install,
  });
});

test.runIf(containers !== null)('a container is run with the tools of its image, and no others', async () => {
  if (containers === null) return;
  const folder = tempFolder();
  chmodSync(folder, 0o711);
  const scenario = await openScenarioOfTest({
    walls: containers.walls(await buildSupervisor(folder)),
    path: pathWith('here-alone'),
  });
  expect(await findTool(scenario, ['sh'], install)).toMatch(/^\/(usr\/)?bin\/sh$/);
  await expect(findTool(scenario, ['here-alone'], install)).rejects.toMatchObject({
    name: 'NotRun',
    message: `there is no here-alone in ${containers.image}, the image of boxes`,
    hint: expect.stringContaining(
      `FROM ${containers.image}\\nRUN apt-get update && apt-get install -y here-alone`,
    ),
  });
});
