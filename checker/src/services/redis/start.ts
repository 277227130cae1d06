import { findTool } from '../../box/identity.ts';
import type { RedisAccess } from '../access.ts';
import { ownerIsGone } from '../owner.ts';
import { type Server, serviceTrouble } from '../server.ts';
import type { ServerUser } from '../server-user.ts';
import type { ServiceWishes } from '../wishes.ts';
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
  readonly signal: AbortSignal;
}

/** The server of the URL that was given; else a program on PATH; else a container. */
export async function startRedis(options: StartRedis): Promise<Server<RedisAccess>> {
  const { wishes, folder, owner, user, signal, path } = options;
  if (wishes.redisUrl !== null) return useRedisUrl(wishes.redisUrl, owner);
  const program = findRedis(path);
  switch (chooseRedis(wishes, program)) {
    case 'program':
      if (program === null) {
        throw serviceTrouble(
          'CHECKER_SERVICES is embedded, and there is neither redis-server nor valkey-server on this machine',
          'Run `npm run checker -- doctor`: it shows the one command that adds it.',
        );
      }
      return startRedisProgram({ program, folder: folder(), owner, user, signal });
    case 'docker': {
      const { startRedisContainer } = await import('./docker.ts');
      return startRedisContainer({ image: wishes.redisImage, tmp: options.tmp, owner, signal });
    }
    default:
      throw new Error('a URL was taken before');
  }
}

export function chooseRedis(
  { redisUrl, only }: Pick<ServiceWishes, 'redisUrl' | 'only'>,
  program: string | null,
): 'url' | 'program' | 'docker' {
  if (redisUrl !== null) return 'url';
  if (only !== null) return only === 'docker' ? 'docker' : 'program';
  return program === null ? 'docker' : 'program';
}

export function findRedis(path: string): string | null {
  return findTool('redis-server', path) ?? findTool('valkey-server', path);
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
