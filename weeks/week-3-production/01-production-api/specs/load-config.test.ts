import { expect, test } from 'vitest';
import { loadConfig } from '../src/index.ts';

const urls = {
  DATABASE_URL: 'postgres://tasks:hunter2@127.0.0.1:5432/tasks',
  REDIS_URL: 'redis://127.0.0.1:6379',
};

test('the URLs are enough', () => {
  expect(loadConfig(urls)).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: urls.DATABASE_URL,
    redisUrl: urls.REDIS_URL,
    redisTimeoutMs: 100,
    rateLimitEnabled: true,
    rateLimitFail: 'open',
    apiKeys: [],
  });
});

test('numbers, booleans and lists come out as such', () => {
  const given = { PORT: '0', RATE_LIMIT_ENABLED: 'false', RATE_LIMIT_REFILL_PER_SECOND: '0.5' };
  const keys = { API_KEYS: 'abcdefghijklmnop,0123456789abcdef' };
  expect(loadConfig({ ...urls, ...given, ...keys })).toMatchObject({
    port: 0,
    rateLimitEnabled: false,
    rateLimitRefillPerSecond: 0.5,
    apiKeys: ['abcdefghijklmnop', '0123456789abcdef'],
  });
});

test('all that is wrong is told at once, and no value', () => {
  let thrown: unknown;
  try {
    loadConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x', PORT: '80a', LOG_LEVEL: '', HOST: '::1' });
  } catch (error) {
    thrown = error;
  }
  const { message, variables } = thrown as Error & { readonly variables: readonly string[] };
  expect([...variables].sort()).toEqual(['DATABASE_URL', 'PORT', 'REDIS_URL']);
  for (const name of variables) expect(message).toContain(name);
  expect(message).not.toMatch(/hunter2|80a/);
});
