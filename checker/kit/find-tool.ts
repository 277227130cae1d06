import { imageWith } from '../src/box/container/image-with.ts';
import { notRun } from './expect.ts';
import type { Scenario } from './scenario.ts';

/**
 * A tool where programs of the scenario's box find it: of a container that is its image, whatever the machine has. Ends the
 * scenario as not run where there is none.
 *
 * @param names it may have, the usual one first
 * @param install how a machine gets it, as a sentence
 */
export async function findTool(
  scenario: Scenario,
  names: readonly [string, ...string[]],
  install: string,
): Promise<string> {
  const { path, walls } = scenario.run;
  for (const name of names) {
    const found = await scenario.box().findTool(name, path);
    if (found !== null) return found;
  }
  if (walls.isolation !== 'container') return notRun(`there is no ${names[0]} on this machine`, install);
  return notRun(
    `there is no ${names[0]} in ${walls.image}, the image of boxes`,
    `This makes one that has it: \`${imageWith(walls.image, [names[0]])}\``,
  );
}
