import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../domain/logger.ts';

const againMs = 500;
const connectMs = 2000;

/**
 * Calls `wake` when jobs may have come, until the signal aborts, on a connection of its own. It is a convenience: while that
 * connection is away nothing is heard, and nothing says that nothing is heard. Whoever relies on it alone waits for ever.
 */
export async function listen(parts: {
  readonly url: string;
  readonly wake: () => void;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}): Promise<void> {
  const { url, wake, signal, logger } = parts;
  while (!signal.aborted) {
    try {
      await listenOnce(url, wake, signal);
    } catch (error) {
      logger.debug({ reason: (error as Error).message }, 'nothing is heard of new jobs');
    }
    await setTimeout(againMs, undefined, { signal }).catch(() => {});
  }
}

/** Resolves when the connection has ended, or the signal ends it. */
async function listenOnce(url: string, wake: () => void, signal: AbortSignal): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectMs, keepAlive: true });
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  const stop = () => void client.end().catch(() => {});
  client.on('error', () => {});
  client.on('notification', wake);
  try {
    await client.connect();
    await client.query('LISTEN jobs');
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    // What came before this was heard by nobody.
    wake();
    await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
