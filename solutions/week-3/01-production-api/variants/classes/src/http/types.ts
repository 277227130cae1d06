import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Level } from '../domain/logger.ts';

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly requestTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly logLevel: Level;
}

export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => Promise<void>,
) => Promise<void>;
