import { statSync } from 'node:fs';
import type { Config } from './http/config.ts';

/** Node's timers fire at once when they are to wait longer. */
const maxMs = 2_147_483_647;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface MigrationConfig {
  /** Holds a password: it is never printed. */
  readonly databaseUrl: string;
  readonly migrationsDir: string;
}

export interface ServiceConfig extends Config, MigrationConfig {
  readonly dbPoolMax: number;
  readonly dbAcquireTimeoutMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(env: Environment): ServiceConfig {
  return {
    port: wholeNumber(env, 'PORT', 3000, 0, 65_535),
    host: text(env, 'HOST') ?? '127.0.0.1',
    requestTimeoutMs: wholeNumber(env, 'REQUEST_TIMEOUT_MS', 5000, 1, maxMs),
    shutdownDelayMs: wholeNumber(env, 'SHUTDOWN_DELAY_MS', 0, 0, maxMs),
    shutdownTimeoutMs: wholeNumber(env, 'SHUTDOWN_TIMEOUT_MS', 10_000, 1, maxMs),
    maxBodyBytes: wholeNumber(env, 'MAX_BODY_BYTES', 2_097_152, 1, maxMs),
    logLevel: logLevel(env),
    dbPoolMax: wholeNumber(env, 'DB_POOL_MAX', 10, 1, 1000),
    dbAcquireTimeoutMs: wholeNumber(env, 'DB_ACQUIRE_TIMEOUT_MS', 2000, 1, maxMs),
    ...readMigrationConfig(env),
  };
}

export function readMigrationConfig(env: Environment): MigrationConfig {
  return { databaseUrl: databaseUrl(env), migrationsDir: migrationsDir(env) };
}

function wholeNumber(env: Environment, name: string, otherwise: number, min: number, max: number): number {
  const given = text(env, name);
  if (given === undefined) return otherwise;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ConfigError(
    `${name}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(given)}`,
  );
}

function logLevel(env: Environment): Config['logLevel'] {
  const level = text(env, 'LOG_LEVEL') ?? 'info';
  if (level === 'debug' || level === 'info' || level === 'warn' || level === 'error') return level;
  throw new ConfigError(`LOG_LEVEL: expected debug, info, warn or error, got ${JSON.stringify(level)}`);
}

function databaseUrl(env: Environment): string {
  const url = text(env, 'DATABASE_URL');
  const protocol = url !== undefined && URL.canParse(url) ? new URL(url).protocol : undefined;
  if (url !== undefined && (protocol === 'postgres:' || protocol === 'postgresql:')) return url;
  const got = url === undefined ? 'nothing' : 'something else';
  throw new ConfigError(`DATABASE_URL: expected postgres://user:password@host:port/database, got ${got}`);
}

function migrationsDir(env: Environment): string {
  const folder = text(env, 'MIGRATIONS_DIR') ?? 'migrations';
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new ConfigError(`MIGRATIONS_DIR: expected a folder, got ${JSON.stringify(folder)}`);
}

/** Empty is as good as not set: that is how a shell and a Compose file say nothing. */
function text(env: Environment, name: string): string | undefined {
  return env[name] || undefined;
}
