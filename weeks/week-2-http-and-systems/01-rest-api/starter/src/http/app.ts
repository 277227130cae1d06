import { createServer, type Server } from 'node:http';
import type { Clock } from '../domain/clock.ts';
import type { TaskStore } from '../domain/task-store.ts';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';

export interface AppParts {
  readonly store: TaskStore;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly config: Config;
}

/** The service as a server that does not listen yet. What main.ts wants to tell it later can be a further, optional part. */
export function createApp({ config }: AppParts): Server {
  return createServer({ headersTimeout: config.requestTimeoutMs }, (_req, res) => {
    res.writeHead(501, { 'Content-Type': 'text/plain' }).end('not written yet\n');
  });
}
