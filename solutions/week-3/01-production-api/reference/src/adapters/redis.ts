import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { OutOfPatience, Patience } from '../cache/patience.ts';
import type { Logger } from '../domain/logger.ts';

/** A connection that says nothing for so long, with a command waiting, is made anew; or later, for those with more patience. */
const silentMs = 1000;
const mostBetweenTriesMs = 250;
/** Node's timers fire at once when they are to wait longer. */
const mostMs = 2_147_483_647;
const goodbyeMs = 500;

/** Rejected with when Redis could not be asked. Its message is made here: errors of ioredis carry the command, password and all. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

/**
 * Redis for a program that can do without: nothing waits for a connection, and nothing waits for an answer longer than
 * `timeoutMs`. While an answer is overdue the others are not waited for either; that one is the first to know when Redis
 * speaks again, or that its connection is gone.
 */
export class RedisLink {
  readonly #redis: Redis;
  readonly #timeoutMs: number;
  #overdue = 0;
  #ending = false;
  /** By the script's text. */
  readonly #digests = new Map<string, string>();

  constructor(parts: { readonly url: string; readonly timeoutMs: number; readonly logger: Logger }) {
    const { url, timeoutMs, logger } = parts;
    this.#timeoutMs = timeoutMs;
    this.#redis = new Redis(url, {
      lazyConnect: true,
      // A command that cannot be sent now fails now, and one that was sent is not sent twice.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: silentMs,
      socketTimeout: Math.max(silentMs, Math.min(2 * timeoutMs, mostMs)),
      retryStrategy: (times) => Math.min(times * 50, mostBetweenTriesMs),
      disableClientInfo: true,
    });
    this.#tellChanges(logger);
  }

  /** Resolves when Redis was reached, or could not be reached at once, or was waited for long enough. */
  async start(limitMs: number): Promise<void> {
    const connecting = this.#redis.connect().catch(() => {});
    await Promise.race([connecting, setTimeout(limitMs, undefined, { ref: false })]);
  }

  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.#inTime(async () => {
      try {
        return await this.#redis.evalsha(this.#digest(script), keys.length, ...keys, ...args);
      } catch (error) {
        // A server that was restarted or flushed has forgotten its scripts.
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return this.#redis.eval(script, keys.length, ...keys, ...args);
      }
    });
  }

  unlink(keys: readonly string[]): Promise<number> {
    return this.#inTime(() => this.#redis.unlink(...keys));
  }

  /** Asks whatever is overdue: a probe wants to know how it is now. */
  async isUp(): Promise<boolean> {
    return (await this.#redis.ping()) === 'PONG';
  }

  async end(): Promise<void> {
    this.#ending = true;
    const goodbye = this.#redis.quit().catch(() => {});
    await Promise.race([goodbye, setTimeout(goodbyeMs, undefined, { ref: false })]);
    this.#redis.disconnect();
  }

  async #inTime<T>(send: () => Promise<T>): Promise<T> {
    if (this.#overdue > 0) throw new RedisError('Redis has not answered for a while');
    const answer = send();
    try {
      return await new Patience(this.#timeoutMs).wait(answer);
    } catch (error) {
      if (error instanceof OutOfPatience) this.#expect(answer);
      throw new RedisError(reasonOf(error));
    }
  }

  /** It comes late, or its connection is given up. */
  #expect(answer: Promise<unknown>): void {
    const come = () => {
      this.#overdue -= 1;
    };
    this.#overdue += 1;
    answer.then(come, come);
  }

  /** A line when Redis goes, and one when it is back; not one for each of the tries between. */
  #tellChanges(logger: Logger): void {
    let up: boolean | undefined;
    let reason: string | undefined;
    this.#redis.on('ready', () => {
      if (up === false) logger.info({}, 'Redis can be reached again');
      up = true;
      reason = undefined;
    });
    this.#redis.on('error', (error: unknown) => {
      reason = reasonOf(error);
    });
    this.#redis.on('close', () => {
      const told = up === false || this.#ending;
      if (!told) logger.warn({ reason: reason ?? 'the connection was closed' }, 'Redis cannot be reached');
      up = false;
    });
  }

  #digest(script: string): string {
    const known = this.#digests.get(script);
    if (known !== undefined) return known;
    const digest = createHash('sha1').update(script).digest('hex');
    this.#digests.set(script, digest);
    return digest;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Redis failed';
  return error.message || (error as { readonly code?: string }).code || error.name;
}
