import { randomBytes } from 'node:crypto';
import type { Logger } from '../domain/log.ts';
import type { Revision, Show, Store } from '../domain/task.ts';
import { decode, encode } from './entry.ts';
import { look, put } from './scripts.ts';
import { shareReads } from './shared-reads.ts';

/** What is needed of Redis. */
export type CacheRedis = Readonly<{
  /** Rejects when Redis says no, or cannot be reached. May wait for long. */
  run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  remove(keys: readonly string[]): Promise<unknown>;
  /** Waits for an answer as long as the present request may. Does not begin when Redis is known to be silent. */
  patiently<T>(begin: () => Promise<T>): Promise<T>;
}>;

const ticketMs = 120_000;

/** A store whose changes Redis hears of, and a way to read single tasks through Redis. */
export function cacheTasks(parts: {
  readonly store: Store;
  readonly redis: CacheRedis;
  readonly namespace: string;
  readonly ttlMs: number;
  readonly logger: Logger;
}): Readonly<{ store: Store; show: Show }> {
  const { store, redis, namespace, ttlMs } = parts;
  const log = parts.logger.child({ component: 'service' });
  const share = shareReads<Readonly<{ found: Revision | undefined; filled: Promise<unknown> }>>();
  const keyOf = (id: string) => `${namespace}:cache:${id}`;

  /** A task, or the ticket to put it there; undefined where Redis does not say. */
  async function ask(id: string): Promise<Revision | string | undefined> {
    for (let tries = 0; tries < 2; tries += 1) {
      const [text, ticket] = (await redis.patiently(() =>
        redis.run(look, [keyOf(id)], [randomBytes(12).toString('base64url'), String(ticketMs)]),
      )) as [string | null, string | null];
      if (ticket !== null) return ticket;
      const known = decode(text ?? '', id);
      if (known !== undefined) return known;
      await redis.patiently(() => redis.remove([keyOf(id)]));
    }
    return undefined;
  }

  const show: Show = async (id, signal) => {
    const answer = await ask(id).catch((error: unknown) => {
      log.debug({ reason: String(error) }, 'Redis did not say');
      return undefined;
    });
    if (typeof answer === 'object') {
      log.debug({ id }, 'shown from Redis');
      return { found: answer, cache: 'hit' };
    }
    log.debug({ id }, 'shown from the database');
    if (answer === undefined) return { found: await store.one(id, signal), cache: 'bypass' };
    const { found, filled } = await share(answer, signal, async (together) => {
      const found = await store.one(id, together);
      const filled =
        found === undefined
          ? Promise.resolve()
          : redis.run(put, [keyOf(id)], [answer, encode(found), String(ttlMs)]).catch(() => {});
      return { found, filled };
    });
    // So that the next one finds it there, if that does not take long.
    await redis.patiently(() => filled).catch(() => {});
    return { found, cache: 'miss' };
  };

  async function forget(ids: ReadonlySet<string>): Promise<void> {
    if (ids.size === 0) return;
    // Sent in any case: what comes late is better than nothing.
    const removed = redis.remove([...ids].map(keyOf));
    removed.catch(() => {});
    try {
      await redis.patiently(() => removed);
    } catch (error) {
      log.warn({ tasks: ids.size, reason: String(error) }, 'Redis was not told of a change');
    }
  }

  return {
    show,
    store: {
      one: (id, signal) => store.one(id, signal),
      page(...query) {
        log.debug({}, 'a page of tasks');
        return store.page(...query);
      },
      events(id, signal) {
        log.debug({ id }, 'what became of a task');
        return store.events(id, signal);
      },
      async change(commands, signal) {
        log.debug({ commands: commands.length }, 'a change');
        const ids = new Set(commands.flatMap((command) => (command.op === 'create' ? [] : [command.id])));
        const outcome = await store.change(commands, signal).catch(async (error: unknown) => {
          // It may have been committed: nobody knows.
          await forget(ids);
          throw error;
        });
        if ('done' in outcome) await forget(ids);
        return outcome;
      },
    },
  };
}
