import type { Change } from '../domain/change.ts';
import type { Logger } from '../domain/logger.ts';
import type { ReadTask } from '../domain/task-read.ts';
import type { Applied, TaskStore } from '../domain/task-store.ts';
import { type Flight, Flights } from './flights.ts';
import { Patience } from './patience.ts';
import type { LookUp, TaskCache } from './task-cache.ts';

export interface CachedTasks {
  readonly read: ReadTask;
  /** The store, whose changes the cache hears of. */
  readonly store: TaskStore;
}

/**
 * Cache-aside: single tasks are read through the cache, everything else goes to the store. When the cache does not answer
 * the store does, and no request waits for it longer than `patienceMs`.
 */
export function createCachedTasks(parts: {
  readonly store: TaskStore;
  readonly cache: TaskCache;
  readonly logger: Logger;
  readonly patienceMs: number;
}): CachedTasks {
  const { store, cache, patienceMs } = parts;
  const logger = parts.logger.child({ component: 'service' });
  const flights = new Flights();

  const read: ReadTask = async (id, signal) => {
    const patience = new Patience(patienceMs);
    const found = await lookUp(id, patience);
    logger.debug({ taskId: id, cache: found?.kind ?? 'bypass' }, 'a task is read');
    if (found === undefined) return { record: await store.find(id, signal), cache: 'bypass' };
    if (found.kind === 'hit') return { record: found.record, cache: 'hit' };
    const { lease } = found;
    return flights.board(lease, signal, depart(id, lease), async ({ record, filled }) => {
      const seen = await record;
      // Whoever reads next is to find it there; but nobody waits for that for long.
      await patience.wait(filled).catch(() => {});
      return { record: seen, cache: 'miss' };
    });
  };

  async function lookUp(id: string, patience: Patience): Promise<LookUp | undefined> {
    try {
      return await patience.wait(cache.lookUp(id));
    } catch (error) {
      logger.debug({ reason: messageOf(error) }, 'the cache could not be asked');
      return undefined;
    }
  }

  function depart(id: string, lease: string): (signal: AbortSignal) => Flight {
    return (signal) => {
      const record = store.find(id, signal);
      const filled = record.then((found) => cache.fill(id, lease, found));
      return { record, filled: filled.catch(() => {}) };
    };
  }

  async function apply(changes: readonly Change[], signal: AbortSignal): Promise<Applied> {
    logger.debug({ changes: changes.length }, 'tasks are changed');
    let applied: Applied | undefined;
    try {
      applied = await store.apply(changes, signal);
      return applied;
    } finally {
      // Also when it failed: nobody knows how a COMMIT ended whose answer was lost. The signal has no say any more, since
      // a client that has left leaves the change behind.
      if (applied?.ok !== false) await invalidate(changes);
    }
  }

  async function invalidate(changes: readonly Change[]): Promise<void> {
    // Nobody can have asked for what was just created.
    const ids = new Set(changes.flatMap((change) => (change.op === 'create' ? [] : [change.id])));
    if (ids.size === 0) return;
    try {
      await cache.invalidate([...ids]);
    } catch (error) {
      logger.warn(
        { tasks: ids.size, reason: messageOf(error) },
        'the cache was not told of a change, and may show what was before until it expires',
      );
    }
  }

  return {
    read,
    store: {
      find: (id, signal) => store.find(id, signal),
      list(query, signal) {
        logger.debug({ limit: query.limit }, 'tasks are listed');
        return store.list(query, signal);
      },
      history(id, signal) {
        logger.debug({ taskId: id }, 'a history is read');
        return store.history(id, signal);
      },
      apply,
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
