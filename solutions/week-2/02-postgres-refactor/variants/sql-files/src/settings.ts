import { existsSync } from 'node:fs';
import type { Config, Level } from './http/shapes.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type Settings = Config & Database & Readonly<{ poolMax: number; acquireTimeoutMs: number }>;

export type Database = Readonly<{ databaseUrl: string; migrationsDir: string }>;

export function databaseFrom(env: Env): Database {
  const databaseUrl = env.DATABASE_URL ?? '';
  if (!/^postgres(?:ql)?:[/]{2}[^/]/.test(databaseUrl) || !URL.canParse(databaseUrl))
    throw new RangeError('bad value of DATABASE_URL');
  const migrationsDir = env.MIGRATIONS_DIR || 'migrations';
  if (!existsSync(migrationsDir)) throw new RangeError('bad value of MIGRATIONS_DIR');
  return { databaseUrl, migrationsDir };
}

export function settingsFrom(env: Env): Settings {
  const bad = (name: string): never => {
    throw new RangeError(`bad value of ${name}: ${JSON.stringify(env[name])}`);
  };
  const int = (name: string, fallback: number, low: number, high = 0x7fffffff): number => {
    const text = env[name];
    if (!text) return fallback;
    const value = /^[0-9]+$/.test(text) ? Number(text) : -1;
    return value >= low && value <= high ? value : bad(name);
  };
  const level = env.LOG_LEVEL || 'info';
  const isLevel = (text: string): text is Level => ['debug', 'info', 'warn', 'error'].includes(text);
  return {
    ...databaseFrom(env),
    poolMax: int('DB_POOL_MAX', 10, 1, 1000),
    acquireTimeoutMs: int('DB_ACQUIRE_TIMEOUT_MS', 2000, 1),
    port: int('PORT', 3000, 0, 0xffff),
    host: env.HOST || '127.0.0.1',
    requestTimeoutMs: int('REQUEST_TIMEOUT_MS', 5000, 1),
    shutdownDelayMs: int('SHUTDOWN_DELAY_MS', 0, 0),
    shutdownTimeoutMs: int('SHUTDOWN_TIMEOUT_MS', 10_000, 1),
    maxBodyBytes: int('MAX_BODY_BYTES', 2_097_152, 1),
    logLevel: isLevel(level) ? level : bad('LOG_LEVEL'),
  };
}
