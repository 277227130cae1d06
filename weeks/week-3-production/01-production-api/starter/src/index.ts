import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

// This exercise goes on from your postgres-refactor: with one in your workspace its files are laid here, src/index.ts and src/main.ts
// among them, and you never see these lines. What stands here only has the shape of the seams.
export { takeToken } from './limit/take-token.ts';
export { loadConfig } from './load-config.ts';

export interface Clock {
  now(): Date;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly requestTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Its methods are yours to name. */
export type Store = object;

export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => Promise<void>,
) => Promise<void>;

export function createApp(_parts: { store: Store; logger: Logger; clock: Clock; config: Config }): Server {
  return createServer((_req, res) => {
    res.statusCode = 501;
    res.end();
  });
}

export function chain(..._middleware: Middleware[]): Middleware {
  throw new Error('this comes with your postgres-refactor');
}

export function createMemoryStore(): Store {
  return {};
}

export class Mutex {
  runExclusive<T>(_f: () => T | Promise<T>, _signal?: AbortSignal): Promise<T> {
    return Promise.reject(new Error('this comes with your postgres-refactor'));
  }
}

export function classifyDatabaseError(_error: unknown): string {
  return 'unexpected';
}

export function retryTransaction<T>(
  _attempt: () => Promise<T>,
  _options: { sleep: (ms: number, signal: AbortSignal) => Promise<void>; signal: AbortSignal },
): Promise<T> {
  return Promise.reject(new Error('this comes with your postgres-refactor'));
}
