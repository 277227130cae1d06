import { CheckerError } from '../errors.ts';
import type {
  Availability,
  DockerAccess,
  PostgresAccess,
  RedisAccess,
  ServiceAccess,
  ServiceName,
} from './access.ts';
import type { Server, StartServer } from './server.ts';

/**
 * The servers of one run of the checker. Each is started when an exercise first asks for it, stays warm for all that is
 * judged after, and ends with the run.
 */
export interface Services extends AsyncDisposable {
  /**
   * Starts what is not there yet, and asks what is whether it still answers. Never rejects for a server that cannot be had:
   * that stands in the result.
   */
  access(names: readonly ServiceName[], signal: AbortSignal): Promise<ServiceAccess>;
}

export interface ServiceStarters {
  readonly postgres: StartServer<PostgresAccess>;
  readonly redis: StartServer<RedisAccess>;
}

/** @param dispose what the starters share, such as the folder of the run; called after all servers have ended */
export function createServices(
  starters: ServiceStarters,
  dispose: () => void | Promise<void>,
  docker: DockerAccess | null = null,
): Services {
  // Not the caller's signal: a start goes on though one judging is outdated by the next.
  const lifetime = new AbortController();
  const postgres = keepWarm(starters.postgres, lifetime.signal);
  const redis = keepWarm(starters.redis, lifetime.signal);
  return {
    async access(names, signal) {
      const [postgresAccess, redisAccess] = await Promise.all([
        names.includes('postgres') ? postgres.access(signal) : null,
        names.includes('redis') ? redis.access(signal) : null,
      ]);
      return { postgres: postgresAccess, redis: redisAccess, docker };
    },
    async [Symbol.asyncDispose]() {
      lifetime.abort();
      await Promise.allSettled([postgres[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]);
      await dispose();
    },
  };
}

interface Warm<Access> extends AsyncDisposable {
  access(signal: AbortSignal): Promise<Availability<Access>>;
}

/** One server, whoever asks; several judges may ask at once. */
function keepWarm<Access>(start: StartServer<Access>, lifetime: AbortSignal): Warm<Access> {
  let current: Promise<Server<Access>> | null = null;
  let asked: Promise<unknown> = Promise.resolve();

  const living = async (): Promise<Server<Access>> => {
    const before = await current?.catch(() => null);
    if (before !== null && before !== undefined) {
      if (await before.answers()) return before;
      await Promise.allSettled([before[Symbol.asyncDispose]()]);
    }
    lifetime.throwIfAborted();
    current = start(lifetime);
    return current;
  };
  return {
    async access(signal) {
      // One after the other: the second finds what the first has started.
      const mine = asked.then(living);
      asked = mine.catch(() => {});
      try {
        return { kind: 'ready', access: (await unlessAborted(signal, mine)).access };
      } catch (error) {
        return unavailable(error);
      }
    },
    async [Symbol.asyncDispose]() {
      await asked;
      const server = await current?.catch(() => null);
      await server?.[Symbol.asyncDispose]();
    },
  };
}

async function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function unavailable(error: unknown): Availability<never> {
  if (error instanceof CheckerError) return { kind: 'unavailable', cause: error.message, hint: error.hint };
  return {
    kind: 'unavailable',
    cause: error instanceof Error ? error.message : String(error),
    hint: 'Run `npm run checker -- doctor`: it says which server is used, and how to use another.',
  };
}
