import { openRunFolder, type RunFolder } from '../box/run-folder.ts';
import { removeContainersOf, sweepContainers } from './docker/leftovers.ts';
import { ownerMark } from './owner.ts';
import { chooseServerUser } from './server-user.ts';
import { createServices, type Services } from './services.ts';
import type { ServiceWishes } from './wishes.ts';

export type { Services };

export interface ServiceSetup {
  readonly wishes: ServiceWishes;
  /** The system's folder for temporary files. */
  readonly tmp: string;
  /** PATH of the checker, for servers on it. */
  readonly path: string;
  /** The one command that installs Redis on this machine, where there is one. */
  readonly redisInstall: string | null;
}

/**
 * The services of this machine. Nothing is made, started or loaded before something is asked for; only containers of a
 * checker that was killed are removed, where there is a note of any.
 */
export function openServices({ wishes, tmp, path, redisInstall }: ServiceSetup): Services {
  let run: RunFolder | null = null;
  const folder = () => {
    run ??= openRunFolder(tmp);
    return run.path;
  };
  const owner = ownerMark();
  const user = chooseServerUser();
  const swept = sweepContainers(tmp).catch(() => 0);
  const shared = { wishes, folder, tmp, owner, user };
  return createServices(
    {
      postgres: async (signal) => (await import('./postgres/start.ts')).startPostgres({ ...shared, signal }),
      redis: async (signal) =>
        (await import('./redis/start.ts')).startRedis({ ...shared, path, install: redisInstall, signal }),
    },
    async () => {
      await swept;
      await removeContainersOf(tmp, owner).catch(() => 0);
      run?.[Symbol.dispose]();
    },
    {
      tmp,
      owner,
      nodeImage: wishes.nodeImage,
      postgresImage: wishes.givenImages.postgres,
      redisImage: wishes.givenImages.redis,
      environment: wishes.dockerEnvironment,
    },
  );
}
