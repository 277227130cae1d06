import type { Logger } from '../domain/logger.ts';
import type { Exchange } from './exchange.ts';
import { isProbe } from './probes.ts';

/** One line a request, when it is over, however it ends: `close` always comes, `finish` only when all was sent. */
export function logRequest(exchange: Exchange, logger: Logger): void {
  const start = performance.now();
  const { req, res, path, requestId } = exchange;
  res.once('close', () => {
    const status = res.writableFinished ? res.statusCode : 499;
    const durationMs = Math.round((performance.now() - start) * 1000) / 1000;
    const { bytes } = exchange;
    logger[levelOf(path, status)](
      { component: 'http', method: req.method, path, status, durationMs, requestId, bytes },
      'request',
    );
  });
}

function levelOf(path: string, status: number): 'debug' | 'info' | 'error' {
  if (isProbe(path)) return 'debug';
  return status >= 500 ? 'error' : 'info';
}
