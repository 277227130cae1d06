import { lstatSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Level } from './domain/ports.ts';

type Env = Readonly<Record<string, string | undefined>>;
/** Undefined for what is bad. */
type Read<T> = (text: string) => T | undefined;

const msMost = 0x7fffffff;

const int =
  (low: number, high: number): Read<number> =>
  (text) => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : -1;
    return value >= low && value <= high ? value : undefined;
  };

const oneOf =
  <Word extends string>(...words: readonly Word[]): Read<Word> =>
  (text) =>
    words.find((word) => word === text);

const that =
  (fits: (text: string) => boolean): Read<string> =>
  (text) =>
    fits(text) ? text : undefined;

export type ApiConfig = ReturnType<typeof loadApiConfig>;
export type WorkerConfig = ReturnType<typeof loadWorkerConfig>;

export function loadApiConfig(env: Env) {
  return reading(env, (take, need) => ({
    ...service(take, need),
    port: take('PORT', int(0, 65_535), 3000),
  }));
}

export function loadWorkerConfig(env: Env) {
  return reading(env, (take, need) => ({
    ...service(take, need),
    port: take('METRICS_PORT', int(0, 65_535), 9100),
    concurrency: take('WORKER_CONCURRENCY', int(1, 1000), 10),
    leaseMs: take('LEASE_MS', int(100, msMost), 30_000),
    pollMs: take('POLL_MS', int(10, msMost), 1000),
    backoff: {
      baseMs: take('BACKOFF_BASE_MS', int(1, msMost), 1000),
      maxMs: take('BACKOFF_MAX_MS', int(1, msMost), 3_600_000),
    },
  }));
}

export function loadDatabaseConfig(env: Env) {
  return reading(env, database);
}

type Take = <T>(name: string, read: Read<T>, otherwise: T) => T;
type Need = (name: string, read: Read<string>) => string;

const database = (take: Take, need: Need) => ({
  databaseUrl: need(
    'DATABASE_URL',
    that((text) => ['postgres:', 'postgresql:'].includes(URL.parse(text)?.protocol ?? '')),
  ),
  migrationsDir: take('MIGRATIONS_DIR', that(isFolder), 'migrations'),
});

const service = (take: Take, need: Need) => ({
  ...database(take, need),
  handlers: need('JOB_HANDLERS', that(isAbsolute)),
  dbPoolMax: take('DB_POOL_MAX', int(1, 1000), 10),
  host: take(
    'HOST',
    that(() => true),
    '127.0.0.1',
  ),
  shutdownTimeoutMs: take('SHUTDOWN_TIMEOUT_MS', int(1, msMost), 10_000),
  logLevel: take<Level>('LOG_LEVEL', oneOf('debug', 'info', 'warn', 'error'), 'info'),
});

function reading<T>(env: Env, read: (take: Take, need: Need) => T): T {
  const bad = new Set<string>();
  const take: Take = (name, read, otherwise) => {
    const text = env[name];
    const value = text === undefined || text === '' ? otherwise : read(text);
    if (value === undefined) bad.add(name);
    return value ?? otherwise;
  };
  const need: Need = (name, read) => {
    const text = take(name, read, '');
    if (text === '') bad.add(name);
    return text;
  };
  const config = read(take, need);
  if (!isFolder(env.MIGRATIONS_DIR || 'migrations')) bad.add('MIGRATIONS_DIR');
  if (bad.size > 0) throw badConfig([...bad]);
  return config;
}

function isFolder(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Names, and never values. */
export function badConfig(variables: readonly string[]): Error & Readonly<{ variables: readonly string[] }> {
  return Object.assign(new Error(`missing or bad: ${variables.join(', ')}`), { variables });
}
