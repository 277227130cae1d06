import type { PostgresAccess } from '../access.ts';
import type { Server } from '../server.ts';
import type { ServerUser } from '../server-user.ts';
import type { ServiceWishes } from '../wishes.ts';
import { choosePostgres } from './choose.ts';
import { startEmbeddedPostgres } from './embedded.ts';

export interface StartPostgres {
  readonly wishes: ServiceWishes;
  /** Of the run; made when it is first asked for. */
  readonly folder: () => string;
  /** The system's folder for temporary files. */
  readonly tmp: string;
  readonly owner: string;
  readonly user: ServerUser;
  readonly signal: AbortSignal;
}

/** The server of the URL that was given; else the embedded one; else a container. docs/learner/services.md says why. */
export async function startPostgres(options: StartPostgres): Promise<Server<PostgresAccess>> {
  const { wishes, folder, user, signal } = options;
  const prefix = `checker_${options.owner}`;
  if (wishes.postgresUrl !== null) {
    const { usePostgresUrl } = await import('./url.ts');
    return usePostgresUrl({ url: wishes.postgresUrl, prefix });
  }
  if (choosePostgres(wishes) === 'embedded') {
    return startEmbeddedPostgres({ folder: folder(), user, prefix, signal });
  }
  const { startPostgresContainer } = await import('./docker.ts');
  return startPostgresContainer({
    image: wishes.postgresImage,
    tmp: options.tmp,
    owner: options.owner,
    prefix,
    signal,
  });
}
