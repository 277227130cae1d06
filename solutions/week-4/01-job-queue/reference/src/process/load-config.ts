import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { LogLevel } from '../domain/logger.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface MigrationConfig {
  /** Holds a password: it is never printed. */
  readonly databaseUrl: string;
  readonly migrationsDir: string;
}

interface ServiceConfig extends MigrationConfig {
  readonly jobHandlers: string;
  readonly dbPoolMax: number;
  readonly host: string;
  readonly port: number;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevel;
}

export type ApiConfig = ServiceConfig;

export interface WorkerConfig extends ServiceConfig {
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly backoff: { readonly baseMs: number; readonly maxMs: number };
}

/** Everything that is wrong with an environment. Says names and rules, and never a value: one of them is a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: ReadonlyMap<string, string>) {
    super([...problems].map(([name, expected]) => `${name}: expected ${expected}`).join('\n'));
  }
}

/** Node's timers fire at once when they are to wait longer. */
const maxMs = 2_147_483_647;

export function loadApiConfig(env: Environment): ApiConfig {
  const given = check(env, { ...serviceRules(), PORT: wholeNumber(3000, 0, 65_535) });
  return { ...toServiceConfig(given), port: given.PORT };
}

export function loadWorkerConfig(env: Environment): WorkerConfig {
  const given = check(env, {
    ...serviceRules(),
    METRICS_PORT: wholeNumber(9100, 0, 65_535),
    WORKER_CONCURRENCY: wholeNumber(10, 1, 1000),
    LEASE_MS: wholeNumber(30_000, 100, maxMs),
    POLL_MS: wholeNumber(1000, 10, maxMs),
    BACKOFF_BASE_MS: wholeNumber(1000, 1, maxMs),
    BACKOFF_MAX_MS: wholeNumber(3_600_000, 1, maxMs),
  });
  return {
    ...toServiceConfig(given),
    port: given.METRICS_PORT,
    concurrency: given.WORKER_CONCURRENCY,
    leaseMs: given.LEASE_MS,
    pollMs: given.POLL_MS,
    backoff: { baseMs: given.BACKOFF_BASE_MS, maxMs: given.BACKOFF_MAX_MS },
  };
}

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
    MIGRATIONS_DIR: optional(z.string().default('migrations').refine(isFolder, 'a folder')),
  };
}

function serviceRules() {
  return {
    ...migrationRules(),
    JOB_HANDLERS: optional(z.string('an absolute path').refine(isAbsolute, 'an absolute path')),
    DB_POOL_MAX: wholeNumber(10, 1, 1000),
    HOST: optional(z.string().default('127.0.0.1')),
    SHUTDOWN_TIMEOUT_MS: wholeNumber(10_000, 1, maxMs),
    LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error'], 'info'),
  };
}

function toServiceConfig(given: z.infer<z.ZodObject<ReturnType<typeof serviceRules>>>) {
  return {
    databaseUrl: given.DATABASE_URL,
    migrationsDir: given.MIGRATIONS_DIR,
    jobHandlers: given.JOB_HANDLERS,
    dbPoolMax: given.DB_POOL_MAX,
    host: given.HOST,
    shutdownTimeoutMs: given.SHUTDOWN_TIMEOUT_MS,
    logLevel: given.LOG_LEVEL,
  };
}

/** Empty is as good as not set: that is how a shell says nothing. */
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

function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, otherwise: Words[number]) {
  return optional(z.enum(words, words.join(' or ')).default(otherwise as never));
}

function url(protocols: readonly string[]) {
  const expected = `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  const fits = (text: string) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
  return optional(z.string(expected).refine(fits, expected));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
