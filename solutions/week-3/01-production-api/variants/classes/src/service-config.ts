import type { BucketRules } from './domain/bucket.ts';
import type { Level } from './domain/logger.ts';
import type { Config } from './http/types.ts';

type Env = Readonly<Record<string, string | undefined>>;

const longest = 2 ** 31 - 1;

export class BadVariables extends Error {
  override readonly name = 'BadVariables';
  readonly variables: readonly string[];

  constructor(variables: readonly string[]) {
    super(variables.map((name) => `${name} is missing, or not what it has to be`).join('\n'));
    this.variables = variables;
  }
}

/** Variables, read one by one; which were bad is told at the end. */
class Variables {
  readonly #env: Env;
  readonly #bad = new Set<string>();

  constructor(env: Env) {
    this.#env = env;
  }

  /** A text that fits the pattern as a whole; an empty default means that there is none. */
  text(name: string, pattern: RegExp, standard = ''): string {
    const text = this.#env[name] || standard;
    if (!new RegExp(`^(?:${pattern.source})$`, 's').test(text) || (text === '' && standard === ''))
      this.#bad.add(name);
    return text;
  }

  word<Word extends string>(name: string, standard: Word, ...others: readonly Word[]): Word {
    const text = this.#env[name] || standard;
    const word = [standard, ...others].find((word) => word === text);
    if (word === undefined) this.#bad.add(name);
    return word ?? standard;
  }

  integer(name: string, standard: number, least: number, most: number): number {
    const value = Number(this.text(name, /[0-9]+/, String(standard)));
    if (!(value >= least && value <= most)) this.#bad.add(name);
    return value;
  }

  decimal(name: string, standard: number, most: number): number {
    const value = Number(this.text(name, /[0-9]{1,7}(?:\.[0-9]{1,9})?/, String(standard)));
    if (!(value > 0 && value <= most)) this.#bad.add(name);
    return value;
  }

  url(name: string, ...schemes: readonly string[]): string {
    const text = this.text(name, /.+/);
    if (!schemes.includes(URL.parse(text)?.protocol ?? '')) this.#bad.add(name);
    return text;
  }

  list(name: string, each: RegExp): readonly string[] {
    if (!this.#env[name]) return [];
    return this.text(name, new RegExp(`${each.source}(?:,${each.source})*`)).split(',');
  }

  check(): void {
    if (this.#bad.size > 0) throw new BadVariables([...this.#bad]);
  }
}

/** What both programs need. */
export class DatabaseConfig {
  readonly databaseUrl: string;
  readonly migrationsDir: string;

  constructor(env: Env, variables: Variables = new Variables(env), isAll = true) {
    this.databaseUrl = variables.url('DATABASE_URL', 'postgres:', 'postgresql:');
    this.migrationsDir = variables.text('MIGRATIONS_DIR', /.+/, 'migrations');
    if (isAll) variables.check();
  }
}

export class ServiceConfig extends DatabaseConfig implements Config {
  readonly port: number;
  readonly host: string;
  readonly requestTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly logLevel: Level;
  readonly dbPoolMax: number;
  readonly dbAcquireTimeoutMs: number;
  readonly redisUrl: string;
  readonly redisTimeoutMs: number;
  readonly cacheTtlMs: number;
  readonly cacheNamespace: string;
  readonly rateLimitEnabled: boolean;
  readonly rateLimitCapacity: BucketRules['capacity'];
  readonly rateLimitRefillPerSecond: BucketRules['refillPerSecond'];
  readonly rateLimitFail: 'open' | 'closed';
  readonly apiKeys: readonly string[];
  readonly trustProxy: number;
  readonly healthTimeoutMs: number;

  constructor(env: Env) {
    const variables = new Variables(env);
    super(env, variables, false);
    const ms = (name: string, standard: number, least = 1) =>
      variables.integer(name, standard, least, longest);
    this.port = variables.integer('PORT', 3000, 0, 65_535);
    this.host = variables.text('HOST', /.+/, '127.0.0.1');
    this.requestTimeoutMs = ms('REQUEST_TIMEOUT_MS', 5000);
    this.shutdownDelayMs = ms('SHUTDOWN_DELAY_MS', 0, 0);
    this.shutdownTimeoutMs = ms('SHUTDOWN_TIMEOUT_MS', 10_000);
    this.maxBodyBytes = ms('MAX_BODY_BYTES', 2_097_152);
    this.logLevel = variables.word<Level>('LOG_LEVEL', 'info', 'debug', 'warn', 'error');
    this.dbPoolMax = variables.integer('DB_POOL_MAX', 10, 1, 1000);
    this.dbAcquireTimeoutMs = ms('DB_ACQUIRE_TIMEOUT_MS', 2000);
    this.redisUrl = variables.url('REDIS_URL', 'redis:', 'rediss:');
    this.redisTimeoutMs = ms('REDIS_TIMEOUT_MS', 100);
    this.cacheTtlMs = ms('CACHE_TTL_MS', 30_000);
    this.cacheNamespace = variables.text('CACHE_NAMESPACE', /[A-Za-z0-9_-]{1,64}/, 'tasks');
    this.rateLimitEnabled = variables.word('RATE_LIMIT_ENABLED', 'true', 'false') === 'true';
    this.rateLimitCapacity = variables.integer('RATE_LIMIT_CAPACITY', 100, 1, 1_000_000);
    this.rateLimitRefillPerSecond = variables.decimal('RATE_LIMIT_REFILL_PER_SECOND', 50, 1_000_000);
    this.rateLimitFail = variables.word('RATE_LIMIT_FAIL', 'open', 'closed');
    this.apiKeys = variables.list('API_KEYS', /[A-Za-z0-9_.~+/=-]{16,256}/);
    this.trustProxy = variables.integer('TRUST_PROXY', 0, 0, 10);
    this.healthTimeoutMs = ms('HEALTH_TIMEOUT_MS', 500);
    variables.check();
  }
}

/** As plain data. */
export function loadConfig(env: Env): ServiceConfig {
  return new ServiceConfig(env);
}
