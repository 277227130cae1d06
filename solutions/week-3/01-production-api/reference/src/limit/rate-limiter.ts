import { createHash } from 'node:crypto';
import type { BucketPolicy, RateLimiter } from '../domain/rate-limit.ts';
import { tellLevel } from './take-token.ts';
import { takeTokenScript } from './take-token-script.ts';

/** What this needs of Redis. */
export interface Scripts {
  /** Rejects when there is no answer in time. */
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

/** A bucket that nobody uses is full again, and then worth no more than none. It goes soon after. */
const keepMs = 1000;

/** Buckets in Redis, one a client, shared by all instances of a namespace. */
export function createRateLimiter(parts: {
  readonly redis: Scripts;
  readonly namespace: string;
  readonly policy: BucketPolicy;
}): RateLimiter {
  const { redis, namespace, policy } = parts;
  const args = [policy.capacity, policy.refillPerSecond, keepMs];
  return {
    policy,
    async take(client) {
      const answer = await redis.run(takeTokenScript, [`${namespace}:rl:${digest(client)}`], args);
      const [allowed, level] = answer as [number, string];
      return { allowed: allowed === 1, ...tellLevel(Number(level), policy) };
    },
  };
}

/** Whoever can look into Redis learns neither keys nor addresses. */
function digest(client: string): string {
  return createHash('sha256').update(client).digest('base64url');
}
