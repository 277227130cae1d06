import type { Exchange } from './exchange.ts';
import type { Logger } from './logger.ts';

/** One line a request, when it is over, however it ends: `close` always comes, `finish` only when all was sent. */
export function logRequest(exchange: Exchange, logger: Logger): void {
  const start = performance.now();
  exchange.res.once('close', () => {
    const { req, res, path, requestId, bytes } = exchange;
    const status = res.writableFinished ? res.statusCode : 499;
    const durationMs = Math.round((performance.now() - start) * 1000) / 1000;
    logger.info({ method: req.method, path, status, durationMs, requestId, bytes }, 'request');
  });
}
