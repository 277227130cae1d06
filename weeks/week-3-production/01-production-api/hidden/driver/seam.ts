import type { Server } from 'node:http';

/** What the judge uses of the learner's `src/index.ts`. */
export interface Seam {
  createApp(parts: { store: object; logger: Logger; clock: { now(): Date }; config: object }): Server;
  createMemoryStore(): object;
  loadConfig(env: Readonly<Record<string, string | undefined>>): unknown;
}

export type Logger = Record<
  'debug' | 'info' | 'warn' | 'error',
  (fields: object, message: string) => void
> & {
  child(fields: object): Logger;
};
