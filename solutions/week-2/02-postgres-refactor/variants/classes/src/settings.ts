import { existsSync } from 'node:fs';
import type { Config } from './http/types.ts';

export class Settings implements Config {
  readonly port: number;
  readonly host: string;
  readonly requestTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly logLevel: Config['logLevel'];
  readonly dbPoolMax: number;
  readonly dbAcquireTimeoutMs: number;
  readonly database: DatabaseSettings;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    const number = (name: string, standard: number, least: number, most = 2 ** 31 - 1) => {
      const text = env[name] || String(standard);
      if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
        throw new TypeError(`${name} has to be a number from ${least} to ${most}`);
      }
      return Number(text);
    };
    this.port = number('PORT', 3000, 0, 65535);
    this.host = env.HOST || '127.0.0.1';
    this.requestTimeoutMs = number('REQUEST_TIMEOUT_MS', 5000, 1);
    this.shutdownDelayMs = number('SHUTDOWN_DELAY_MS', 0, 0);
    this.shutdownTimeoutMs = number('SHUTDOWN_TIMEOUT_MS', 10000, 1);
    this.maxBodyBytes = number('MAX_BODY_BYTES', 2097152, 1);
    this.dbPoolMax = number('DB_POOL_MAX', 10, 1, 1000);
    this.dbAcquireTimeoutMs = number('DB_ACQUIRE_TIMEOUT_MS', 2000, 1);
    this.database = new DatabaseSettings(env);
    const levels = ['debug', 'info', 'warn', 'error'] as const;
    const level = levels.find((level) => level === (env.LOG_LEVEL || 'info'));
    if (level === undefined) throw new TypeError(`LOG_LEVEL has to be one of ${levels.join(', ')}`);
    this.logLevel = level;
  }
}

/** What both programs need to know. */
export class DatabaseSettings {
  readonly url: string;
  readonly migrations: string;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.url = env.DATABASE_URL || '';
    this.migrations = env.MIGRATIONS_DIR || 'migrations';
    if (!/^postgres(ql)?:\/\/./.test(this.url) || !URL.canParse(this.url)) {
      throw new TypeError('DATABASE_URL has to be a URL that begins with postgres://');
    }
    if (!existsSync(this.migrations)) throw new TypeError('MIGRATIONS_DIR has to be a folder');
  }
}
