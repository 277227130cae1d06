import type { ServiceName } from './access.ts';
import { openServices, type ServiceSetup } from './open-services.ts';
import { findEmbedded } from './postgres/binaries.ts';
import { choosePostgres } from './postgres/choose.ts';
import { chooseRedis, findRedis } from './redis/choose.ts';
import type { ServiceWishes } from './wishes.ts';

/** What would be used for a service on this machine, found by trying; no image is fetched for it. */
export type ServiceState =
  | { readonly works: true; readonly told: string }
  | { readonly works: false; readonly cause: string; readonly hint: string };

export async function describeService(
  name: ServiceName,
  setup: ServiceSetup,
  signal: AbortSignal,
): Promise<ServiceState> {
  const { wishes } = setup;
  const choice =
    name === 'postgres' ? choosePostgres(wishes, findEmbedded()) : chooseRedis(wishes, findRedis(setup.path));
  return choice === 'docker' ? describeContainer(imageOf(name, wishes)) : tryService(name, setup, signal);
}

async function tryService(
  name: ServiceName,
  setup: ServiceSetup,
  signal: AbortSignal,
): Promise<ServiceState> {
  await using services = openServices(setup);
  const found = (await services.access([name], signal))[name];
  if (found === null) throw new Error('what was asked for is told');
  return found.kind === 'ready'
    ? { works: true, told: found.access.told }
    : { works: false, cause: found.cause, hint: found.hint };
}

async function describeContainer(image: string): Promise<ServiceState> {
  const { findEngine, hasImage } = await import('./docker/engine.ts');
  try {
    const isHere = await hasImage(await findEngine(), image);
    return {
      works: true,
      told: `a container of ${image}${isHere ? '' : ', fetched when it is first needed'}`,
    };
  } catch (error) {
    return {
      works: false,
      cause: error instanceof Error ? error.message : String(error),
      hint: 'Start a Docker engine.',
    };
  }
}

function imageOf(name: ServiceName, { postgresImage, redisImage }: ServiceWishes): string {
  return name === 'postgres' ? postgresImage : redisImage;
}
