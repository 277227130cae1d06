import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import type { PostgresAccess, RedisAccess, ServiceAccess } from './access.ts';
import { openPassages } from './passages.ts';

test('a server on a port is reached through a socket that nobody else may use, and its URL stays', async () => {
  const port = await serve('hello');
  const folder = join(tempFolder(), 'p');
  await using passages = openPassages(folder);
  const { services, mirrors } = await passages.lead(access({ redis: { host: '127.0.0.1', port } }));
  const { redis } = mirrors;
  if (redis === null || services.redis?.kind !== 'ready') throw new Error('no passage');
  expect(services.redis.access).toMatchObject({
    url: `redis://:secret@127.0.0.1:${port}`,
    listening: { path: redis.path },
  });
  expect(redis.port).toBe(port);
  expect([statSync(folder).mode & 0o777, statSync(redis.path).mode & 0o777]).toEqual([0o700, 0o600]);
  const [said] = await once(connect({ path: redis.path }), 'data');
  expect(String(said)).toBe('hello');
});

test('a server of another machine has a port of the loopback interface in the URL', async () => {
  await using passages = openPassages(join(tempFolder(), 'p'));
  const { services, mirrors } = await passages.lead(
    access({ postgres: { host: 'db.example.org', port: 6432 } }),
  );
  if (services.postgres?.kind !== 'ready') throw new Error('no passage');
  expect(services.postgres.access.url).toBe(
    'postgresql://judge:secret@127.0.0.1:6432/postgres?sslmode=disable',
  );
  expect(mirrors.postgres?.port).toBe(6432);
});

test('a socket of the server’s own is taken as it is', async () => {
  await using passages = openPassages(join(tempFolder(), 'p'));
  const { mirrors } = await passages.lead(
    access({ postgres: { host: '127.0.0.1', port: 5432 }, socket: '/run/s/.s.PGSQL.5432' }),
  );
  expect(mirrors.postgres).toEqual({ port: 5432, path: '/run/s/.s.PGSQL.5432' });
});

test('two servers of different machines on the same port do not meet', async () => {
  await using passages = openPassages(join(tempFolder(), 'p'));
  const { mirrors } = await passages.lead(
    access({ postgres: { host: 'one', port: 7000 }, redis: { host: 'other', port: 7000 } }),
  );
  expect([mirrors.postgres?.port, mirrors.redis?.port]).toEqual([7000, 7001]);
});

test('what cannot be had stays so', async () => {
  await using passages = openPassages(join(tempFolder(), 'p'));
  const missing = { kind: 'unavailable', cause: 'gone', hint: 'none' } as const;
  const { services, mirrors } = await passages.lead({ postgres: missing, redis: null, docker: null });
  expect([services.postgres, services.redis, mirrors]).toEqual([
    missing,
    null,
    { postgres: null, redis: null },
  ]);
});

interface Where {
  readonly host: string;
  readonly port: number;
}

function access(where: {
  readonly postgres?: Where;
  readonly redis?: Where;
  readonly socket?: string;
}): ServiceAccess {
  const { postgres, redis, socket } = where;
  return {
    postgres:
      postgres === undefined
        ? null
        : {
            kind: 'ready',
            access: {
              provider: 'url',
              told: 'PostgreSQL',
              version: 170000,
              url: `postgresql://judge:secret@${postgres.host}:${postgres.port}/postgres?sslmode=disable`,
              listening: postgres,
              ...(socket === undefined ? {} : { socket: { path: socket } }),
              ownRoles: true,
              prefix: 'c_',
            } satisfies PostgresAccess,
          },
    redis:
      redis === undefined
        ? null
        : {
            kind: 'ready',
            access: {
              provider: 'url',
              told: 'Redis',
              url: `redis://:secret@${redis.host}:${redis.port}`,
              listening: redis,
              ownUsers: true,
              databases: 16,
              owner: 'o',
            } satisfies RedisAccess,
          },
    docker: null,
  };
}

async function serve(greeting: string): Promise<number> {
  const server = createServer((socket) => socket.end(greeting)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}
