import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { RedisAccess } from '../src/services/access.ts';
import { ownerMark } from '../src/services/owner.ts';
import { findRedis } from '../src/services/redis/choose.ts';
import { startRedisProgram } from '../src/services/redis/program.ts';
import type { Server } from '../src/services/server.ts';
import { chooseServerUser } from '../src/services/server-user.ts';

/** The Redis of this machine; null, with the reason printed, where there is none: tests that need it are skipped then. */
export const redisProgram = findRedis(process.env.PATH ?? '');

if (redisProgram === null) console.info('skipped: neither redis-server nor valkey-server is on PATH');

/** A Redis in a temporary folder, which goes with it; null where the machine has none. */
export async function openRedisForTests(): Promise<Server<RedisAccess> | null> {
  if (redisProgram === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'checker-test-'));
  chmodSync(folder, 0o711);
  const server = await startRedisProgram({
    program: redisProgram,
    folder,
    owner: ownerMark(),
    user: chooseServerUser(),
    signal: new AbortController().signal,
  });
  return {
    access: server.access,
    answers: () => server.answers(),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One for all tests of a group; call it at the group's top. */
export function redisForTests(): () => RedisAccess {
  let server: Server<RedisAccess> | null = null;
  beforeAll(async () => {
    server = await openRedisForTests();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  return () => {
    if (server === null) throw new Error('it starts before the first test');
    return server.access;
  };
}
