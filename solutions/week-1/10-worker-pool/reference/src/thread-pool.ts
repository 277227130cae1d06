import { pathToFileURL } from 'node:url';
import { checkCount, checkTimeout } from './options.ts';
import { Scheduler } from './scheduler.ts';
import { Thread } from './thread.ts';
import type { Pool, RunOptions } from './types.ts';

export interface ThreadPoolOptions {
  /** How many threads there are at most. */
  readonly size: number;
  /** A file URL or a path: the module whose exported functions run in the threads. */
  readonly module: URL | string;
  readonly taskTimeoutMs?: number | undefined;
  /** The largest heap of one thread, in MB. */
  readonly maxHeapMb?: number | undefined;
}

export interface ThreadPool extends Pool {
  /** Calls an exported function in a thread. Arguments and result are structured clones. */
  run(name: string, args?: readonly unknown[], options?: RunOptions): Promise<unknown>;
}

/**
 * Runs functions of a module in threads, for work that burns CPU. Threads start when there is work for them and are kept;
 * a dead one is simply not kept, so the next task starts another in its place.
 */
export function createThreadPool(options: ThreadPoolOptions): ThreadPool {
  const module = toUrl(options.module);
  const maxHeapMb =
    options.maxHeapMb === undefined ? undefined : checkCount('maxHeapMb', options.maxHeapMb, 1);
  const scheduler = new Scheduler({
    concurrency: checkCount('size', options.size, 1),
    queueLimit: Number.POSITIVE_INFINITY,
    taskTimeoutMs: checkTimeout('taskTimeoutMs', options.taskTimeoutMs),
    signal: undefined,
  });
  const idle: Thread[] = [];

  function takeIdle(): Thread | undefined {
    const thread = idle.pop();
    return thread === undefined || thread.isAlive ? thread : takeIdle();
  }

  async function close(closeOptions?: { readonly mode?: 'drain' | 'abort' | undefined }): Promise<void> {
    await scheduler.close(closeOptions);
    await Promise.all(idle.map((thread) => thread.stop()));
  }

  return {
    run(name, args = [], runOptions = {}) {
      if (typeof name !== 'string') return Promise.reject(new TypeError('a function is called by its name'));
      if (!Array.isArray(args)) return Promise.reject(new TypeError('arguments come as an array'));
      return scheduler.submit(async (job) => {
        const thread = takeIdle() ?? new Thread(module, maxHeapMb);
        try {
          return await thread.call({ name, args, signal: job.signal, onStart: () => job.startClock() });
        } finally {
          if (thread.isAlive) idle.push(thread);
        }
      }, runOptions);
    },
    onIdle: () => scheduler.onIdle(),
    close,
    [Symbol.asyncDispose]: () => close(),
    get stats() {
      return scheduler.stats;
    },
  };
}

function toUrl(module: URL | string): string {
  const url = typeof module === 'string' && !module.startsWith('file:') ? pathToFileURL(module) : module;
  if (!(url instanceof URL) && typeof url !== 'string')
    throw new TypeError('module must be a file URL or a path');
  const { href, protocol } = new URL(url);
  if (protocol !== 'file:') throw new TypeError(`module must be a file, got ${href}`);
  return href;
}
