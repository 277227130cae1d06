import { type ContainerRuntimeClient, getContainerRuntimeClient, ImageName } from 'testcontainers';
import { within } from '../../box/container/within.ts';
import { serviceTrouble } from '../server.ts';

const answerMs = 5_000;
/** An image of 150 MB on a slow line; a pull that stalls must end at some time. */
const pullMs = 300_000;

/** The Docker engine that testcontainers finds here, which must answer within seconds. */
export async function findEngine(): Promise<ContainerRuntimeClient> {
  // What was found once is remembered by testcontainers, also when it has gone since.
  const found = getContainerRuntimeClient().then(async (engine) => {
    await engine.container.dockerode.ping();
    return engine;
  });
  return within(answerMs, found, 'it does not answer').catch((error: unknown) => {
    throw serviceTrouble(
      `there is no Docker engine that answers: ${told(error)}`,
      'Start it, for example by `sudo systemctl start docker`; or run `npm run checker -- doctor`, which says what else will do.',
      error,
    );
  });
}

export function hasImage(engine: ContainerRuntimeClient, image: string): Promise<boolean> {
  return within(answerMs, engine.image.exists(ImageName.fromString(image)), 'the engine does not answer');
}

/** Sees to it that the engine has the image. */
export async function fetchImage(engine: ContainerRuntimeClient, image: string): Promise<void> {
  const name = ImageName.fromString(image);
  try {
    if (await hasImage(engine, image)) return;
    await within(pullMs, engine.image.pull(name), `the pull took longer than ${pullMs / 1000} s`);
  } catch (error) {
    throw serviceTrouble(
      `the image ${image} is not on this machine and could not be fetched: ${told(error)}`,
      `\`docker pull ${image}\` fetches it, or says what is wrong. CHECKER_POSTGRES_IMAGE and CHECKER_REDIS_IMAGE name others.`,
      error,
    );
  }
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
