import { expect, test } from 'vitest';
import { choosePostgres } from './postgres/choose.ts';
import { chooseRedis } from './redis/choose.ts';
import { chooseServerUser } from './server-user.ts';
import { readWishes } from './wishes.ts';

test('a URL first, then what needs nothing, then containers; and what is forced is forced', () => {
  const none = readWishes({});
  const url = readWishes({ CHECKER_POSTGRES_URL: 'postgres://h/d', CHECKER_REDIS_URL: 'redis://h' });
  const docker = readWishes({ CHECKER_SERVICES: 'docker' });
  const embedded = readWishes({ CHECKER_SERVICES: 'embedded' });
  expect([url, none, docker, embedded].map((wishes) => choosePostgres(wishes, '/native'))).toEqual([
    'url',
    'embedded',
    'docker',
    'embedded',
  ]);
  expect(choosePostgres(none, null)).toBe('docker');
  expect([url, none, docker, embedded].map((wishes) => chooseRedis(wishes, '/usr/bin/redis-server'))).toEqual(
    ['url', 'program', 'docker', 'program'],
  );
  expect(chooseRedis(none, null)).toBe('docker');
});

test('images are the official ones, or those of the environment', () => {
  expect(readWishes({}).postgresImage).toMatch(/^postgres:\d/);
  expect(readWishes({ CHECKER_REDIS_IMAGE: 'mirror/redis:7' }).redisImage).toBe('mirror/redis:7');
});

test.for([
  [{ CHECKER_SERVICES: 'podman' }, 'CHECKER_SERVICES is "podman"'],
  [{ CHECKER_POSTGRES_URL: 'localhost' }, 'CHECKER_POSTGRES_URL is no URL of a server'],
  [{ CHECKER_REDIS_URL: 'http://user:secret@host' }, 'CHECKER_REDIS_URL is no URL of a server'],
] as const)('refuses %o', ([env, message]) => {
  expect(() => readWishes(env)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
});

test.runIf(process.getuid?.() === 0)(
  'root hands servers to a user that has a name; submissions have another',
  () => {
    const passwd =
      'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\nbin:x:2:2::/bin:/bin/false\n';
    expect(chooseServerUser(passwd)).toEqual({ uid: 2, gid: 2 });
    expect(chooseServerUser('root:x:0:0::/root:/bin/sh\n')).toBeNull();
  },
);
