import { type Check, createHealthCheck, type Health } from './check-health.ts';
import type { Handler } from './handlers.ts';
import { json } from './reply.ts';

export interface HealthParts {
  readonly postgres: Check;
  readonly redis: Check;
  readonly timeoutMs: number;
  /** Whether requests are refused while Redis is away. */
  readonly needsRedis: boolean;
}

type Status = 'ready' | 'degraded' | 'unavailable' | 'shutting-down';

/**
 * `/readyz`: whether this process wants requests. Without the database it can do nothing; without Redis it is slower, and
 * sending its clients to others, who have no Redis either, would help nobody.
 */
export function readiness(stopping: AbortSignal | undefined, parts: HealthParts | undefined): Handler {
  if (parts === undefined) return async () => answer(stopping?.aborted ? 'shutting-down' : 'ready', {});
  const checkPostgres = createHealthCheck(parts.postgres, parts.timeoutMs);
  const checkRedis = createHealthCheck(parts.redis, parts.timeoutMs);
  return async () => {
    const [postgres, redis] = await Promise.all([checkPostgres(), checkRedis()]);
    return answer(statusOf(postgres, redis), { postgres, redis });
  };

  function statusOf(postgres: Health, redis: Health): Status {
    if (stopping?.aborted) return 'shutting-down';
    if (postgres.status === 'down') return 'unavailable';
    if (redis.status === 'up') return 'ready';
    return parts?.needsRedis ? 'unavailable' : 'degraded';
  }
}

function answer(status: Status, checks: Readonly<Record<string, Health>>) {
  const wantsRequests = status === 'ready' || status === 'degraded';
  return json({ status, checks }, { 'Cache-Control': 'no-store' }, wantsRequests ? 200 : 503);
}
