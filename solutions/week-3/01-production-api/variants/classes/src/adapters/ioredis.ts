import { setImmediate } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { fillScript, lookScript, raiseScript } from '../cache/floor-scripts.ts';
import type { CacheRedis } from '../cache/task-cache.ts';
import type { Logger } from '../domain/logger.ts';
import type { Patience } from '../domain/patience.ts';
import { type BucketRedis, RedisBuckets } from '../limit/redis-buckets.ts';

const scripts = Object.freeze({
  lookAtTask: lookScript,
  fillTask: fillScript,
  raiseFloors: raiseScript,
  takeToken: RedisBuckets.script,
});

type ScriptName = keyof typeof scripts;

/** So long nobody tries, after an answer that did not come. Any answer ends it. */
const restMs = 400;

/** What goes wrong, in words of our own: those of the driver may have a password in them. */
class RedisTrouble extends Error {
  override readonly name = 'RedisTrouble';
}

export class RedisConnection implements CacheRedis, BucketRedis {
  readonly #redis: Redis;
  readonly #timeoutMs: number;
  readonly #logger: Logger;
  #restsUntil = 0;
  #isThere = true;

  constructor(url: string, timeoutMs: number, logger: Logger) {
    this.#timeoutMs = timeoutMs;
    this.#logger = logger;
    this.#redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      disableClientInfo: true,
      connectTimeout: 1000,
      socketTimeout: Math.min(1000 + timeoutMs, 2 ** 31 - 1),
      retryStrategy: (times) => Math.min(20 * times, 200),
    });
    for (const [name, lua] of Object.entries(scripts)) this.#redis.defineCommand(name, { lua });
    this.#redis.on('error', () => {});
    this.#redis.on('ready', () => this.#turn(true));
    this.#redis.on('close', () => this.#turn(false));
  }

  /** By EVALSHA, or EVAL where the script is not known yet. */
  call(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    patience: Patience,
  ): Promise<unknown> {
    return this.#send(patience, () => {
      const command: unknown = Reflect.get(this.#redis, name);
      if (typeof command !== 'function') throw new RedisTrouble(`${name} was never defined`);
      return Reflect.apply(command, this.#redis, [keys.length, ...keys, ...args]) as Promise<unknown>;
    });
  }

  remove(keys: readonly string[], patience: Patience): Promise<unknown> {
    return this.#send(patience, () => this.#redis.unlink([...keys]));
  }

  async await(answer: Promise<unknown>, patience: Patience): Promise<unknown> {
    const begin = performance.now();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(async () => {
      // Timers of a long turn come before what has arrived in it. Let that be read first.
      await setImmediate();
      reject(new RedisTrouble('there is no answer in time'));
    }, patience.next(this.#timeoutMs));
    late.catch(() => {});
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
      patience.spend(performance.now() - begin, this.#timeoutMs);
    }
  }

  async isUp(): Promise<boolean> {
    await this.#redis.ping();
    this.#restsUntil = 0;
    return true;
  }

  async open(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, withinMs).unref();
    await Promise.race([this.#redis.connect().catch(() => {}), promise]);
  }

  close(): void {
    this.#isThere = false;
    this.#redis.disconnect();
  }

  async #send(patience: Patience, command: () => Promise<unknown>): Promise<unknown> {
    if (performance.now() < this.#restsUntil) throw new RedisTrouble('Redis was silent a moment ago');
    const answer = command();
    answer.then(
      () => {
        this.#restsUntil = 0;
      },
      () => {},
    );
    try {
      return await this.await(answer, patience);
    } catch (error) {
      if (error instanceof RedisTrouble) {
        this.#restsUntil = performance.now() + restMs;
        throw error;
      }
      throw new RedisTrouble(
        /^[A-Z]+/.exec(String((error as Error).message))?.[0] ?? 'Redis cannot be asked',
      );
    }
  }

  #turn(isThere: boolean): void {
    if (isThere === this.#isThere) return;
    this.#isThere = isThere;
    if (isThere) this.#logger.info({}, 'Redis is there again');
    else this.#logger.warn({}, 'Redis has gone');
  }
}
