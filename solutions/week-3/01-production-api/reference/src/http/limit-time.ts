import type { Exchange } from './exchange.ts';
import { Problem } from './problem.ts';

/**
 * Stops a request after `timeoutMs`, or when its client leaves. Its signal only asks those below to stop; the answer does
 * not wait for those who do not listen.
 */
export async function limitTime(
  exchange: Exchange,
  timeoutMs: number,
  next: () => Promise<void>,
): Promise<void> {
  const { req, res } = exchange;
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (reason: Error) => {
    exchange.stop(reason);
    reject(reason);
  };
  const timer = setTimeout(() => {
    // An answer that is not taken in time is cut off.
    if (res.headersSent) res.destroy();
    else stop(req.complete ? tooSlow() : lateBody());
  }, timeoutMs);
  // Not the request's `close`: that one comes as soon as the body was read.
  res.once('close', () => {
    clearTimeout(timer);
    if (!res.writableFinished) stop(new Error('the client has left'));
  });
  stopped.catch(() => {});
  await Promise.race([next(), stopped]);
}

function tooSlow(): Problem {
  return new Problem(504, 'It took too long to find an answer.');
}

function lateBody(): Problem {
  return new Problem(408, 'The body did not come in time.', { headers: { Connection: 'close' } });
}
