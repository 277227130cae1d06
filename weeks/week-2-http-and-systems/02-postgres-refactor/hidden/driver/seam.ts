import type { Server } from 'node:http';

/** What the judge uses of the learner's `src/index.ts`. */
export interface Seam {
  createApp(parts: { store: unknown; logger: Logger; clock: { now(): Date }; config: object }): Server;
  createMemoryStore(): unknown;
  classifyDatabaseError(error: unknown): unknown;
  retryTransaction(
    attempt: () => Promise<unknown>,
    options: { sleep: (ms: unknown, signal: unknown) => Promise<void>; signal: AbortSignal },
  ): Promise<unknown>;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}
