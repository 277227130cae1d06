import { setImmediate, setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Logger } from '../domain/log.ts';

/** What a request may still wait for Redis. */
export type Budget = { redisMs: number };

const connectMs = 900;
const eachTryMs = 150;
const most = 0x7fffffff;

/**
 * Redis as something that may be missing. No error of the driver leaves this file: they carry commands, and so passwords.
 */
export function openRedis(url: string, timeoutMs: number, logger: Logger, budget: () => Budget | undefined) {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectMs,
    socketTimeout: Math.min(Math.max(connectMs, timeoutMs * 2), most),
    retryStrategy: () => eachTryMs,
    disableClientInfo: true,
  });
  /** Answers that are overdue. */
  let late = 0;
  let reachable = true;
  redis.on('error', () => {});
  redis.on('ready', () => {
    if (!reachable) logger.info({}, 'Redis is back');
    reachable = true;
  });
  redis.on('close', () => {
    if (reachable) logger.warn({}, 'Redis is gone');
    reachable = false;
  });

  return {
    async run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown> {
      return ours(redis.eval(script, keys.length, ...keys, ...args));
    },
    async remove(keys: readonly string[]): Promise<unknown> {
      return ours(redis.unlink(...keys));
    },
    async patiently<T>(begin: () => Promise<T>): Promise<T> {
      if (late > 0) throw new Error('Redis is silent');
      const asked = budget();
      const began = performance.now();
      const answer = begin();
      const over = new AbortController();
      const settled = answer.then(
        () => true,
        () => true,
      );
      const ms = Math.max(0, Math.min(timeoutMs, asked?.redisMs ?? timeoutMs));
      // What has arrived meanwhile is read after the timers of a turn: hence one turn more.
      const waited = setTimeout(ms, false, { signal: over.signal })
        .then((word) => setImmediate(word, { signal: over.signal }))
        .catch(() => false);
      const inTime = await Promise.race([settled, waited]);
      over.abort();
      if (asked !== undefined) asked.redisMs -= performance.now() - began;
      if (inTime) return answer;
      late += 1;
      void settled.then(() => {
        late -= 1;
      });
      answer.catch(() => {});
      throw new Error('Redis takes too long');
    },
    /** Whatever is overdue. */
    ping: async () => (await ours(redis.ping())) === 'PONG',
    async begin(limitMs: number): Promise<void> {
      await Promise.race([redis.connect().catch(() => {}), setTimeout(limitMs)]);
    },
    async end(): Promise<void> {
      reachable = false;
      await Promise.race([redis.quit().catch(() => {}), setTimeout(300)]);
      redis.disconnect();
    },
  };
}

async function ours<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(/^[A-Z]+ /.test(message) ? `Redis: ${message.split(' ', 1)[0]}` : 'no Redis');
  }
}
