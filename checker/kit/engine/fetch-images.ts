import { type ContainerRuntimeClient, ImageName } from 'testcontainers';
import { notRun } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import { speaksOfNetwork } from './speaks-of-network.ts';

export type ImageStore = Pick<ContainerRuntimeClient, 'image'>;

/**
 * Sees to it that the engine has the images. Ends the scenario as not run where one is neither here nor to be fetched, as on
 * a machine without a network. A name that the hub does not know is left to who uses it, and fails there.
 */
export async function fetchImages(
  scenario: Scenario,
  { image }: ImageStore,
  wanted: Iterable<string>,
): Promise<void> {
  for (const each of new Set(wanted)) {
    const name = ImageName.fromString(each);
    if (await image.exists(name)) continue;
    const pulled = image.pull(name).catch((error: Error) => {
      if (!speaksOfNetwork(error.message)) return;
      notRun(
        `the image ${each} is neither on this machine nor to be fetched`,
        `\`docker pull ${each}\` fetches it, or says what is wrong. CHECKER_NODE_IMAGE, CHECKER_POSTGRES_IMAGE and CHECKER_REDIS_IMAGE name others.`,
      );
    });
    await scenario.waitingFor(`the engine to fetch ${each}`, pulled);
  }
}
