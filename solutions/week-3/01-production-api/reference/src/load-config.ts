import { z } from 'zod';
import type { BucketPolicy } from './domain/rate-limit.ts';
import type { Config } from './http/config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface MigrationConfig {
  /** Holds a password: it is never printed. */
  readonly databaseUrl: string;
  readonly migrationsDir: string;
}

export interface ServiceConfig extends Config, MigrationConfig {
  readonly dbPoolMax: number;
  readonly dbAcquireTimeoutMs: number;
  /** May hold a password, too. */
  readonly redisUrl: string;
  readonly redisTimeoutMs: number;
  readonly cacheTtlMs: number;
  readonly cacheNamespace: string;
  readonly rateLimitEnabled: boolean;
  readonly rateLimitCapacity: BucketPolicy['capacity'];
  readonly rateLimitRefillPerSecond: BucketPolicy['refillPerSecond'];
  readonly rateLimitFail: 'open' | 'closed';
  readonly apiKeys: readonly string[];
  readonly trustProxy: number;
  readonly healthTimeoutMs: number;
}

/** Everything that is wrong with an environment. Says names and rules, and never a value: half of them are secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** The names of the variables that are missing or bad. */
  readonly variables: readonly string[];

  constructor(problems: ReadonlyMap<string, string>) {
    super([...problems].map(([name, expected]) => `${name}: expected ${expected}`).join('\n'));
    this.variables = [...problems.keys()];
  }
}

/** Node's timers fire at once when they are to wait longer. */
const maxMs = 2_147_483_647;

/**
 * What the service is told from outside, checked before anything is done with it. Reads its variables one by one and by
 * name, so that whoever hands over a Proxy learns which there are.
 */
export function loadConfig(env: Environment): ServiceConfig {
  const given = check(env, {
    PORT: wholeNumber(3000, 0, 65_535),
    HOST: optional(z.string().default('127.0.0.1')),
    REQUEST_TIMEOUT_MS: wholeNumber(5000, 1, maxMs),
    SHUTDOWN_DELAY_MS: wholeNumber(0, 0, maxMs),
    SHUTDOWN_TIMEOUT_MS: wholeNumber(10_000, 1, maxMs),
    MAX_BODY_BYTES: wholeNumber(2_097_152, 1, maxMs),
    LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error'], 'info'),
    ...migrationRules(),
    DB_POOL_MAX: wholeNumber(10, 1, 1000),
    DB_ACQUIRE_TIMEOUT_MS: wholeNumber(2000, 1, maxMs),
    REDIS_URL: url(['redis:', 'rediss:']),
    REDIS_TIMEOUT_MS: wholeNumber(100, 1, maxMs),
    CACHE_TTL_MS: wholeNumber(30_000, 1, maxMs),
    CACHE_NAMESPACE: optional(
      z
        .string()
        .regex(/^[\w-]{1,64}$/, '1 to 64 of A–Z a–z 0–9 _ -')
        .default('tasks'),
    ),
    RATE_LIMIT_ENABLED: oneOf(['true', 'false'], 'true'),
    RATE_LIMIT_CAPACITY: wholeNumber(100, 1, 1_000_000),
    RATE_LIMIT_REFILL_PER_SECOND: refill(50),
    RATE_LIMIT_FAIL: oneOf(['open', 'closed'], 'open'),
    API_KEYS: apiKeys(),
    TRUST_PROXY: wholeNumber(0, 0, 10),
    HEALTH_TIMEOUT_MS: wholeNumber(500, 1, maxMs),
  });
  return {
    port: given.PORT,
    host: given.HOST,
    requestTimeoutMs: given.REQUEST_TIMEOUT_MS,
    shutdownDelayMs: given.SHUTDOWN_DELAY_MS,
    shutdownTimeoutMs: given.SHUTDOWN_TIMEOUT_MS,
    maxBodyBytes: given.MAX_BODY_BYTES,
    logLevel: given.LOG_LEVEL,
    databaseUrl: given.DATABASE_URL,
    migrationsDir: given.MIGRATIONS_DIR,
    dbPoolMax: given.DB_POOL_MAX,
    dbAcquireTimeoutMs: given.DB_ACQUIRE_TIMEOUT_MS,
    redisUrl: given.REDIS_URL,
    redisTimeoutMs: given.REDIS_TIMEOUT_MS,
    cacheTtlMs: given.CACHE_TTL_MS,
    cacheNamespace: given.CACHE_NAMESPACE,
    rateLimitEnabled: given.RATE_LIMIT_ENABLED === 'true',
    rateLimitCapacity: given.RATE_LIMIT_CAPACITY,
    rateLimitRefillPerSecond: given.RATE_LIMIT_REFILL_PER_SECOND,
    rateLimitFail: given.RATE_LIMIT_FAIL,
    apiKeys: given.API_KEYS,
    trustProxy: given.TRUST_PROXY,
    healthTimeoutMs: given.HEALTH_TIMEOUT_MS,
  };
}

/** The part that migrations need: they run without Redis, and without everything that only matters to requests. */
export function loadMigrationConfig(env: Environment): MigrationConfig {
  const given = check(env, migrationRules());
  return { databaseUrl: given.DATABASE_URL, migrationsDir: given.MIGRATIONS_DIR };
}

function check<Rules extends z.ZodRawShape>(env: Environment, rules: Rules) {
  const checked = z.object(rules).safeParse(env);
  if (checked.success) return checked.data;
  const problems = new Map<string, string>();
  for (const { path, message } of checked.error.issues) {
    const name = String(path[0]);
    // Of several messages about one variable the first is enough.
    if (!problems.has(name)) problems.set(name, message);
  }
  throw new ConfigError(problems);
}

function migrationRules() {
  return {
    DATABASE_URL: url(['postgres:', 'postgresql:']),
    MIGRATIONS_DIR: optional(z.string().default('migrations')),
  };
}

/** Empty is as good as not set: that is how a shell and a Compose file say nothing. */
function optional<Rule extends z.ZodType>(rule: Rule) {
  return z.preprocess((text) => (text === '' ? undefined : text), rule);
}

/** Not parseInt, which takes "10s" for ten, and not Number, which takes "" for zero and "1e3" for a thousand. */
function wholeNumber(otherwise: number, min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  const rule = z
    .string()
    .regex(/^\d{1,15}$/, expected)
    .transform(Number);
  return optional(rule.refine((value) => value >= min && value <= max, expected).default(otherwise));
}

function refill(otherwise: number) {
  const expected = 'a decimal number above 0 and up to 1000000, such as 0.5';
  const rule = z
    .string()
    .regex(/^\d{1,7}(\.\d{1,9})?$/, expected)
    .transform(Number);
  return optional(rule.refine((value) => value > 0 && value <= 1_000_000, expected).default(otherwise));
}

function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, otherwise: Words[number]) {
  return optional(z.enum(words, words.join(' or ')).default(otherwise as never));
}

function url(protocols: readonly string[]) {
  const expected = `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  const fits = (text: string) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
  return optional(z.string(expected).refine(fits, expected));
}

function apiKeys() {
  const expected = 'keys of 16 to 256 of A–Z a–z 0–9 _ . ~ + / = -, with commas between them';
  const rule = z.string().regex(/^[\w.~+/=-]{16,256}(,[\w.~+/=-]{16,256})*$/, expected);
  return optional(rule.transform((text) => text.split(',')).default([]));
}
