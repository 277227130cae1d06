import { chownSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { makeFolderElsewhere } from '../src/box/elsewhere.ts';
import { idsOf } from '../src/box/identity.ts';
import { findTool } from './find-tool.ts';
import type { Machine } from './fixtures.ts';
import type { Scenario } from './scenario.ts';

export function createMachine(scenario: Scenario): Machine {
  let elsewhere: string | null | undefined;
  return {
    tool: (name, install) => findTool(scenario, [name], install),
    otherFileSystem() {
      elsewhere ??= makeElsewhere(scenario);
      return elsewhere;
    },
    node: scenario.run.node,
    cpus: availableParallelism(),
  };
}

function makeElsewhere(scenario: Scenario): string | null {
  // The submission's folder lies in the run's, and by the run's name it is found when the checker was killed.
  const folder = makeFolderElsewhere(dirname(scenario.run.folder), scenario.box().scratch);
  if (folder === null) return null;
  scenario.defer(() => rmSync(folder, { recursive: true, force: true }));
  const { uid, gid } = idsOf(scenario.box().identity);
  chownSync(folder, uid, gid);
  scenario.box().share(folder);
  return folder;
}
