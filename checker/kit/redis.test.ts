import { chmodSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RedisAccess } from '../src/services/access.ts';
import { ownerMark } from '../src/services/owner.ts';
import { findRedis } from '../src/services/redis/choose.ts';
import { connectRedis } from '../src/services/redis/connect.ts';
import { startRedisProgram } from '../src/services/redis/program.ts';
import { startRedis } from '../src/services/redis/start.ts';
import { chooseServerUser } from '../src/services/server-user.ts';
import { readWishes } from '../src/services/wishes.ts';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { tempFolder } from '../test/temp-folder.ts';
import { createRedis } from './redis.ts';

const program = findRedis(process.env.PATH ?? '');
const signal = new AbortController().signal;

if (program === null) console.info('skipped: neither redis-server nor valkey-server is on PATH');

describe.runIf(program !== null)('with a redis-server or valkey-server on PATH', () => {
  test('an empty database of its own, whose user may use no other and administer nothing', async () => {
    const { redis } = await hostOfTest(await started());
    const [mine, theirs] = [await redis.instance(), await redis.instance()];
    await using learner = await connectRedis(mine.url, 5_000);
    await learner.set('key', 'mine');
    expect(await mine.command('GET', 'key')).toBe('mine');
    expect(await theirs.command('GET', 'key')).toBeNull();
    await expect(learner.select(theirs.database)).rejects.toThrow('NOPERM');
    await expect(learner.call('FLUSHALL')).rejects.toThrow('NOPERM');
    await expect(learner.call('CONFIG', 'SET', 'save', '1 1')).rejects.toThrow('NOPERM');
    expect(await learner.eval("return redis.call('TIME')[1]", 0)).toMatch(/^\d+$/);
    expect(await mine.clients()).toMatchObject([{ lastCommand: expect.stringContaining('eval') }]);
    await mine.killClients();
    await expect.poll(() => mine.clients()).toEqual([]);
  });

  test('what was used is empty again, and its user gone', async () => {
    const access = await started();
    const { scenario, redis } = await hostOfTest(access);
    const instance = await redis.instance();
    await instance.command('SET', 'key', 'value');
    await scenario[Symbol.asyncDispose]();
    await using admin = await connectRedis(access.url, 5_000);
    expect(await admin.call('ACL', 'USERS')).toEqual(['default']);
    expect(await admin.keys('*')).toEqual([]);
    await using inside = await connectRedis(access.url, 5_000, instance.database);
    expect(await inside.dbsize()).toBe(0);
  });

  test('of somebody else’s server only empty databases are used, and those of dead runs are given back', async () => {
    const access = await started();
    await using admin = await connectRedis(access.url, 5_000);
    await using first = await connectRedis(access.url, 5_000, 1);
    await using second = await connectRedis(access.url, 5_000, 2);
    await first.set('precious', 'data');
    // A run of this machine whose process is gone.
    const dead = ownerMark().replace(/_\d+_\d+$/, '_999999999_1');
    await admin.set('checker:lease:2', dead);
    await second.set('left', 'behind');
    const server = await startRedis({
      wishes: readWishes({ CHECKER_REDIS_URL: access.url }),
      folder: () => tempFolder(),
      tmp: tempFolder(),
      owner: ownerMark(),
      user: null,
      path: '',
      install: null,
      signal,
    });
    expect(await second.dbsize()).toBe(0);
    const { redis } = await hostOfTest(server.access);
    expect((await redis.instance()).database).toBe(2);
    await redis.instance();
    // As when judging processes were killed: nothing was given back.
    await server[Symbol.asyncDispose]();
    expect(await admin.keys('*')).toEqual([]);
    expect(await first.get('precious')).toBe('data');
  });

  test('a server that has gone is its own trouble', async () => {
    const access = await started();
    const { scenario, redis } = await hostOfTest(access);
    await redis.instance();
    expect(await scenario.trouble()).toBeNull();
    await using admin = await connectRedis(access.url, 5_000);
    await admin.call('SHUTDOWN', 'NOSAVE').catch(() => {});
    expect(await scenario.trouble()).toContain('no longer answers');
    await expect(redis.instance()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await Promise.allSettled([scenario[Symbol.asyncDispose]()]);
  });
});

test('without Redis and Docker: which command adds it', async () => {
  await expect(
    startRedis({
      wishes: readWishes({ CHECKER_SERVICES: 'embedded' }),
      folder: () => tempFolder(),
      tmp: tempFolder(),
      owner: ownerMark(),
      user: null,
      path: '/nowhere',
      install: 'sudo apt-get install -y redis-server',
      signal,
    }),
  ).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    hint: expect.stringContaining('sudo apt-get install -y redis-server'),
  });
});

async function started(): Promise<RedisAccess> {
  if (program === null) throw new Error('there is no server');
  const folder = tempFolder();
  chmodSync(folder, 0o711);
  const before = performance.now();
  const server = await startRedisProgram({
    program,
    folder,
    owner: ownerMark(),
    user: chooseServerUser(),
    signal,
  });
  console.info(`${server.access.told}: ready in ${Math.round(performance.now() - before)} ms`);
  onTestFinished(async () => server[Symbol.asyncDispose]());
  return server.access;
}

async function hostOfTest(access: RedisAccess) {
  const scenario = await openScenarioOfTest({
    manifest: { services: ['redis'] },
    services: { redis: { kind: 'ready', access } },
  });
  return { scenario, redis: createRedis(scenario) };
}
