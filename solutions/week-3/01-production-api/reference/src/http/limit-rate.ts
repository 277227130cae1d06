import type { RateLimiter, Verdict } from '../domain/rate-limit.ts';
import { type ClientRules, clientOf } from './client-of.ts';
import type { Exchange } from './exchange.ts';
import { isProbe } from './probes.ts';
import { Problem } from './problem.ts';

export interface RateLimitParts extends ClientRules {
  readonly limiter: RateLimiter;
  /** What holds while nobody can say how much a client has used. */
  readonly whenDown: 'open' | 'closed';
}

/**
 * Lets a request through, or refuses it before anything is read or looked up for it. Probes are never counted: a service
 * that is busy would look dead.
 */
export async function limitRate(
  exchange: Exchange,
  parts: RateLimitParts,
  next: () => Promise<void>,
): Promise<void> {
  if (isProbe(exchange.path)) return next();
  const verdict = await parts.limiter.take(clientOf(exchange.req, parts)).catch(() => undefined);
  if (verdict === undefined) {
    if (parts.whenDown === 'closed') throw unknown();
    return next();
  }
  tell(exchange, parts.limiter, verdict);
  if (!verdict.allowed) throw exceeded(verdict);
  return next();
}

/** draft-ietf-httpapi-ratelimit-headers. Set on the response itself, so that whatever is answered has them. */
function tell({ res }: Exchange, { policy }: RateLimiter, { remaining, resetSeconds }: Verdict): void {
  const { capacity, refillPerSecond } = policy;
  res.setHeader('RateLimit-Policy', `"default";q=${capacity};w=${Math.ceil(capacity / refillPerSecond)}`);
  res.setHeader('RateLimit', `"default";r=${remaining};t=${resetSeconds}`);
}

function exceeded({ resetSeconds }: Verdict): Problem {
  return new Problem(429, 'Too many requests: wait, and then go on more slowly.', {
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    title: 'Request cannot be satisfied as assigned quota has been exceeded',
    headers: { 'Retry-After': String(Math.max(1, resetSeconds)) },
    members: { 'violated-policies': ['default'] },
  });
}

function unknown(): Problem {
  return new Problem(503, 'Nobody can say at the moment how much you have used.', {
    headers: { 'Retry-After': '1' },
  });
}
