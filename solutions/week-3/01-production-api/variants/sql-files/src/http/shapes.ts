import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Level } from '../domain/log.ts';

export type Config = Readonly<{
  port: number;
  host: string;
  requestTimeoutMs: number;
  shutdownDelayMs: number;
  shutdownTimeoutMs: number;
  maxBodyBytes: number;
  logLevel: Level;
}>;

export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => Promise<void>,
) => Promise<void>;

export type Headers = Readonly<Record<string, string>>;

/** Everything that can be answered. A text has a length, a stream has none. */
export type Reply = Readonly<{ status: number; headers: Headers; body: string | Readable | null }>;

export type Asked = Readonly<{
  req: IncomingMessage;
  query: string;
  signal: AbortSignal;
  requestId: string;
  path: string;
}>;
