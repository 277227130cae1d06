import type { Level } from './domain/log.ts';

type Env = Readonly<Record<string, string | undefined>>;

const msMost = 0x7fffffff;

/** Each reads a text, and says undefined to a bad one. */
const int =
  (low: number, high: number) =>
  (text: string): number | undefined => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : -1;
    return value >= low && value <= high ? value : undefined;
  };

const oneOf =
  <Word extends string>(...words: readonly Word[]) =>
  (text: string): Word | undefined =>
    words.find((word) => word === text);

const like =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined;

const urlOf =
  (...schemes: readonly string[]) =>
  (text: string): string | undefined =>
    schemes.some((scheme) => URL.parse(text)?.protocol === `${scheme}:`) ? text : undefined;

function decimal(text: string): number | undefined {
  const value = /^\d{1,7}(?:\.\d{1,9})?$/.test(text) ? Number.parseFloat(text) : 0;
  return value > 0 && value <= 1e6 ? value : undefined;
}

function keys(text: string): readonly string[] | undefined {
  const all = text.split(',');
  return all.every((key) => /^[\w.~+/=-]{16,256}$/.test(key)) ? all : undefined;
}

function yesOrNo(text: string): boolean | undefined {
  return text === 'true' || (text === 'false' ? false : undefined);
}

export type ServiceConfig = ReturnType<typeof loadConfig>;

/** Takes one variable after the other, and tells in the end what was wrong with any of them. */
export function loadConfig(env: Env) {
  const { take, need, finish } = taker(env);
  return finish({
    ...both(take, need),
    port: take('PORT', int(0, 65_535), 3000),
    host: take('HOST', like(/^/), '127.0.0.1'),
    requestTimeoutMs: take('REQUEST_TIMEOUT_MS', int(1, msMost), 5000),
    shutdownDelayMs: take('SHUTDOWN_DELAY_MS', int(0, msMost), 0),
    shutdownTimeoutMs: take('SHUTDOWN_TIMEOUT_MS', int(1, msMost), 10_000),
    maxBodyBytes: take('MAX_BODY_BYTES', int(1, msMost), 2_097_152),
    logLevel: take<Level>('LOG_LEVEL', oneOf('debug', 'info', 'warn', 'error'), 'info'),
    dbPoolMax: take('DB_POOL_MAX', int(1, 1000), 10),
    dbAcquireTimeoutMs: take('DB_ACQUIRE_TIMEOUT_MS', int(1, msMost), 2000),
    redisUrl: need('REDIS_URL', urlOf('redis', 'rediss')),
    redisTimeoutMs: take('REDIS_TIMEOUT_MS', int(1, msMost), 100),
    cacheTtlMs: take('CACHE_TTL_MS', int(1, msMost), 30_000),
    cacheNamespace: take('CACHE_NAMESPACE', like(/^[\w-]{1,64}$/), 'tasks'),
    rateLimitEnabled: take('RATE_LIMIT_ENABLED', yesOrNo, true),
    rateLimitCapacity: take('RATE_LIMIT_CAPACITY', int(1, 1_000_000), 100),
    rateLimitRefillPerSecond: take('RATE_LIMIT_REFILL_PER_SECOND', decimal, 50),
    rateLimitFail: take<'open' | 'closed'>('RATE_LIMIT_FAIL', oneOf('open', 'closed'), 'open'),
    apiKeys: take('API_KEYS', keys, []),
    trustProxy: take('TRUST_PROXY', int(0, 10), 0),
    healthTimeoutMs: take('HEALTH_TIMEOUT_MS', int(1, msMost), 500),
  });
}

/** What `migrate` needs. */
export function loadDatabaseConfig(env: Env) {
  const { take, need, finish } = taker(env);
  return finish(both(take, need));
}

type Read<T> = (text: string) => T | undefined;
type Take = <T>(name: string, read: Read<T>, otherwise: T) => T;

const both = (take: Take, need: (name: string, read: Read<string>) => string) => ({
  databaseUrl: need('DATABASE_URL', urlOf('postgres', 'postgresql')),
  migrationsDir: take('MIGRATIONS_DIR', like(/^/), 'migrations'),
});

function taker(env: Env) {
  const variables: string[] = [];
  const take: Take = (name, read, otherwise) => {
    const text = env[name];
    if (text === undefined || text === '') return otherwise;
    const value = read(text);
    if (value === undefined) variables.push(name);
    return value ?? otherwise;
  };
  return {
    take,
    need(name: string, read: Read<string>): string {
      const value = take(name, read, '');
      if (value === '' && !variables.includes(name)) variables.push(name);
      return value;
    },
    finish<T>(config: T): T {
      if (variables.length > 0) throw badConfig(variables);
      return config;
    },
  };
}

/** Names, and never values. */
export function badConfig(variables: readonly string[]): Error & Readonly<{ variables: readonly string[] }> {
  return Object.assign(new Error(`missing or bad: ${variables.join(', ')}`), { variables });
}
