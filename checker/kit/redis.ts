import type { Listening, RedisAccess } from '../src/services/access.ts';
import { serviceTrouble } from '../src/services/server.ts';
import type { Scenario } from './scenario.ts';
import { accessTo, openMirror, troubleOf } from './service-access.ts';

/** Redis for one scenario. Everything it gives is gone at the scenario's end. */
export interface RedisHost {
  /**
   * An empty logical database of its own, and a user who may use no other. Channels of PUBLISH and the cache of scripts
   * are those of the whole server.
   */
  instance(): Promise<RedisInstance>;
}

export interface RedisInstance {
  /** What the submission is given as REDIS_URL. */
  readonly url: string;
  /** The number of the logical database. */
  readonly database: number;
  /** Where the server listens: where a relay leads to. */
  readonly listening: Listening;
  /** The same URL through a relay. */
  urlThrough(listening: Listening): string;
  /** One command, in a connection of the judge's with all rights: `command('PTTL', key)`. An error reply rejects. */
  command(name: string, ...args: (string | number | Buffer)[]): Promise<unknown>;
  /** The submission's connections now; null where it shares the user of the judge's, and they cannot be told apart. */
  clients(): Promise<RedisClient[] | null>;
  /** Ends those connections. */
  killClients(): Promise<void>;
}

export interface RedisClient {
  readonly id: number;
  readonly name: string;
  readonly lastCommand: string;
}

export function createRedis(scenario: Scenario): RedisHost {
  let mirror: Promise<void> | null = null;
  return {
    async instance() {
      try {
        const access = accessTo(scenario.run.services.redis, 'redis');
        mirror ??= openMirror(scenario, 'redis');
        await mirror;
        return await makeInstance(scenario, access);
      } catch (error) {
        throw troubleOf('Redis', error);
      }
    },
  };
}

async function makeInstance(scenario: Scenario, access: RedisAccess): Promise<RedisInstance> {
  // Loaded with the first instance, since most exercises have none.
  const lib = await import('../src/services/redis/for-kit.ts');
  const { requirement, run } = scenario;
  const patienceMs = (requirement.wallSeconds ?? run.manifest.limits.wallSeconds) * 1000;
  scenario.relyOn(() => lib.redisTrouble(access));
  const admin = await lib.connectRedis(access.url, patienceMs);
  scenario.defer(async () => admin[Symbol.asyncDispose]());
  const lease = await lib.takeLease(admin, access);
  if (lease === null) {
    throw serviceTrouble(
      `no logical database of the ${access.told} is free`,
      'Unset CHECKER_REDIS_URL, and the checker starts a server of its own; or give it one that holds nothing.',
    );
  }
  scenario.defer(() =>
    lib.giveBack(admin, access, lease).catch((error: unknown) => {
      throw troubleOf('Redis', error);
    }),
  );
  const inside = await lib.connectRedis(access.url, patienceMs, lease.database);
  scenario.defer(async () => inside[Symbol.asyncDispose]());
  const led = await scenario.box().network.lead(access.listening);
  return {
    url: lib.redisUrlFor(access, lease, led === access.listening ? undefined : led),
    database: lease.database,
    listening: access.listening,
    urlThrough: (listening) => lib.redisUrlFor(access, lease, listening),
    command: (name, ...args) => inside.call(name, ...args),
    async clients() {
      if (!access.ownUsers) return null;
      return parseClients(String(await admin.call('CLIENT', 'LIST')), lease.user);
    },
    async killClients() {
      if (access.ownUsers) await admin.call('CLIENT', 'KILL', 'USER', lease.user);
    },
  };
}

/** Lines of `id=7 addr=… name=worker … cmd=get user=… …`. */
function parseClients(list: string, user: string): RedisClient[] {
  return list
    .split('\n')
    .map((line) => Object.fromEntries(line.split(' ').map((pair) => pair.split(/=(.*)/s).slice(0, 2))))
    .filter((fields) => fields.user === user)
    .map(({ id, name = '', cmd = '' }) => ({ id: Number(id), name, lastCommand: cmd }));
}
