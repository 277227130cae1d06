import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** The module as the exercise's page describes it. The driver meets it through this, and takes nothing for granted. */
export interface Seam {
  createApp(parts: {
    readonly store: object;
    readonly logger: JudgedLogger;
    readonly clock: { now(): Date };
    readonly config: object;
  }): Server;
  chain(...middleware: Middleware[]): Middleware;
  createMemoryStore(): object;
  readonly Mutex: new () => JudgedMutex;
}

export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => Promise<void>,
) => Promise<void>;

export interface JudgedMutex {
  runExclusive(f: () => unknown, signal?: AbortSignal): Promise<unknown>;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type JudgedLogger = Record<LogLevel, (fields: object, message: string) => void> & {
  child(fields: object): JudgedLogger;
};
