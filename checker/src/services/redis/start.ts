import { CheckerError } from '../../errors.ts';
import type { RedisAccess } from '../access.ts';
import { ownerIsGone } from '../owner.ts';
import { type Server, serviceTrouble } from '../server.ts';
import type { ServerUser } from '../server-user.ts';
import type { ServiceWishes } from '../wishes.ts';
import { chooseRedis, findRedis } from './choose.ts';
import { redisAnswers } from './connect.ts';
import { giveBackOf } from './leases.ts';
import { lookAtRedis } from './look.ts';
import { startRedisProgram } from './program.ts';

export interface StartRedis {
  readonly wishes: ServiceWishes;
  /** Of the run; made when it is first asked for. */
  readonly folder: () => string;
  /** The system's folder for temporary files. */
  readonly tmp: string;
  readonly owner: string;
  readonly user: ServerUser;
  readonly path: string;
  /** The one command that installs Redis on this machine, where there is one. */
  readonly install: string | null;
  readonly signal: AbortSignal;
}

/** The server of the URL that was given; else a program on PATH; else a container. */
export async function startRedis(options: StartRedis): Promise<Server<RedisAccess>> {
  const { wishes, folder, owner, user, signal, path } = options;
  if (wishes.redisUrl !== null) return useRedisUrl(wishes.redisUrl, owner);
  const program = findRedis(path);
  switch (chooseRedis(wishes, program)) {
    case 'program':
      if (program === null) throw missing('CHECKER_SERVICES is embedded', options.install);
      return startRedisProgram({ program, folder: folder(), owner, user, signal });
    case 'docker': {
      const { startRedisContainer } = await import('./docker.ts');
      try {
        return await startRedisContainer({ image: wishes.redisImage, tmp: options.tmp, owner, signal });
      } catch (error) {
        // Who forces Docker wants to hear about Docker; the others need any Redis.
        if (wishes.only === 'docker' || !(error instanceof CheckerError)) throw error;
        throw missing(error.message, options.install);
      }
    }
    default:
      throw new Error('a URL was taken before');
  }
}

function missing(why: string, install: string | null): CheckerError {
  return serviceTrouble(
    `there is no Redis on this machine: neither redis-server nor valkey-server is on PATH, and ${why}`,
    install === null
      ? 'Install redis-server or valkey-server; or give the URL of one: CHECKER_REDIS_URL=redis://…'
      : `\`${install}\` adds it.`,
  );
}

/** Somebody else's server: of it we use logical databases that are empty, and give them back. */
async function useRedisUrl(url: string, owner: string): Promise<Server<RedisAccess>> {
  const { hostname, port } = new URL(url);
  try {
    const { name, databases, ownUsers } = await lookAtRedis(url);
    await giveBackOf({ url, ownUsers }, ownerIsGone);
    return {
      access: {
        provider: 'url',
        told: `${name} of CHECKER_REDIS_URL`,
        url,
        listening: { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) },
        ownUsers,
        databases,
        owner,
      },
      answers: () => redisAnswers(url),
      [Symbol.asyncDispose]: () => giveBackOf({ url, ownUsers }, (each) => each === owner),
    };
  } catch (error) {
    throw serviceTrouble(
      `the server of CHECKER_REDIS_URL cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      'Is it running, and does the password of the URL fit? Unset it, and the checker starts a server of its own.',
      error,
    );
  }
}
