import { describe, expect, test } from 'vitest';
import { loadConfig } from '../src/index.ts';

const password = 'hunter2-hunter2';
const urls = {
  DATABASE_URL: `postgres://tasks:${password}@db:5432/tasks`,
  REDIS_URL: `redis://:${password}@cache:6379`,
};

/** The names and the text of what is thrown. */
function refusal(env: Record<string, string | undefined>) {
  try {
    loadConfig(env);
  } catch (error) {
    const { message, variables } = error as Error & { readonly variables: readonly string[] };
    return { message, variables: [...variables].sort() };
  }
  throw new Error('it was taken');
}

test('everything but the URLs has a default', () => {
  expect(loadConfig(urls)).toEqual({
    port: 3000,
    host: '127.0.0.1',
    requestTimeoutMs: 5000,
    shutdownDelayMs: 0,
    shutdownTimeoutMs: 10_000,
    maxBodyBytes: 2_097_152,
    logLevel: 'info',
    databaseUrl: urls.DATABASE_URL,
    migrationsDir: 'migrations',
    dbPoolMax: 10,
    dbAcquireTimeoutMs: 2000,
    redisUrl: urls.REDIS_URL,
    redisTimeoutMs: 100,
    cacheTtlMs: 30_000,
    cacheNamespace: 'tasks',
    rateLimitEnabled: true,
    rateLimitCapacity: 100,
    rateLimitRefillPerSecond: 50,
    rateLimitFail: 'open',
    apiKeys: [],
    trustProxy: 0,
    healthTimeoutMs: 500,
  });
});

test('what is given counts, zero and false too', () => {
  const given = {
    ...urls,
    PORT: '0',
    SHUTDOWN_DELAY_MS: '0',
    RATE_LIMIT_ENABLED: 'false',
    RATE_LIMIT_FAIL: 'closed',
    RATE_LIMIT_REFILL_PER_SECOND: '0.001',
    API_KEYS: 'abcdefghijklmnop,0123456789abcdef',
    TRUST_PROXY: '2',
  };
  expect(loadConfig(given)).toMatchObject({
    port: 0,
    shutdownDelayMs: 0,
    rateLimitEnabled: false,
    rateLimitFail: 'closed',
    rateLimitRefillPerSecond: 0.001,
    apiKeys: ['abcdefghijklmnop', '0123456789abcdef'],
    trustProxy: 2,
  });
});

test('empty is as good as not set', () => {
  const names = ['PORT', 'HOST', 'LOG_LEVEL', 'API_KEYS', 'RATE_LIMIT_ENABLED', 'MIGRATIONS_DIR'];
  const empty = Object.fromEntries(names.map((name) => [name, '']));
  expect(loadConfig({ ...urls, ...empty })).toEqual(loadConfig(urls));
  expect(refusal({ DATABASE_URL: '', REDIS_URL: '' }).variables).toEqual(['DATABASE_URL', 'REDIS_URL']);
});

test('all that is wrong is told at once', () => {
  const bad = { DATABASE_URL: urls.DATABASE_URL, PORT: 'http', LOG_LEVEL: 'loud', DB_POOL_MAX: '0' };
  const { message, variables } = refusal(bad);
  expect(variables).toEqual(['DB_POOL_MAX', 'LOG_LEVEL', 'PORT', 'REDIS_URL']);
  for (const name of variables) expect(message).toContain(name);
});

describe('whole numbers', () => {
  test.each(['10s', '1e3', '0x10', ' 1', '1 ', '+1', '-1', '1.0', '1.5', '٣', 'NaN', '99999999999999999999'])(
    'not %j',
    (text) => {
      expect(refusal({ ...urls, REQUEST_TIMEOUT_MS: text }).variables).toEqual(['REQUEST_TIMEOUT_MS']);
    },
  );

  test.each([
    ['PORT', 0, 65_535],
    ['REQUEST_TIMEOUT_MS', 1, 2_147_483_647],
    ['SHUTDOWN_DELAY_MS', 0, 2_147_483_647],
    ['CACHE_TTL_MS', 1, 2_147_483_647],
    ['DB_POOL_MAX', 1, 1000],
    ['RATE_LIMIT_CAPACITY', 1, 1_000_000],
    ['TRUST_PROXY', 0, 10],
  ])('%s goes from %i to %i', (name, min, max) => {
    for (const fits of [min, max]) expect(() => loadConfig({ ...urls, [name]: String(fits) })).not.toThrow();
    for (const not of [min - 1, max + 1]) {
      expect(refusal({ ...urls, [name]: String(not) }).variables).toEqual([name]);
    }
  });
});

test.each([
  ['RATE_LIMIT_REFILL_PER_SECOND', '0'],
  ['RATE_LIMIT_REFILL_PER_SECOND', '-1'],
  ['RATE_LIMIT_REFILL_PER_SECOND', 'Infinity'],
  ['RATE_LIMIT_REFILL_PER_SECOND', '1e3'],
  ['RATE_LIMIT_ENABLED', 'yes'],
  ['RATE_LIMIT_ENABLED', 'TRUE'],
  ['RATE_LIMIT_ENABLED', '1'],
  ['RATE_LIMIT_FAIL', 'half-open'],
  ['LOG_LEVEL', 'trace'],
  ['CACHE_NAMESPACE', 'a:b'],
  ['CACHE_NAMESPACE', '*'],
  ['API_KEYS', 'short'],
  ['API_KEYS', 'abcdefghijklmnop,'],
  ['DATABASE_URL', 'mysql://db/tasks'],
  ['DATABASE_URL', 'db/tasks'],
  ['REDIS_URL', 'http://cache:6379'],
])('%s is not %j', (name, text) => {
  expect(refusal({ ...urls, [name]: text }).variables).toEqual([name]);
});

test('no value is told, for it may be a secret', () => {
  const secret = 'sesame-open-yourself';
  const bad = Object.fromEntries(
    ['DATABASE_URL', 'REDIS_URL', 'API_KEYS', 'LOG_LEVEL', 'PORT'].map((name) => [name, `!${secret}`]),
  );
  expect(refusal(bad).message).not.toContain(secret);
});

test('variables are read by name, and nothing else is looked at', () => {
  const read = new Set<PropertyKey>();
  const env = new Proxy<Record<string, string>>(
    { ...urls, SOMETHING_ELSE: 'x' },
    {
      get(target, name, receiver) {
        read.add(name);
        return Reflect.get(target, name, receiver);
      },
      ownKeys: () => {
        throw new Error('the environment was spread');
      },
    },
  );
  expect(() => loadConfig(env)).not.toThrow();
  expect(read).toContain('PORT');
  expect(read).not.toContain('SOMETHING_ELSE');
});
