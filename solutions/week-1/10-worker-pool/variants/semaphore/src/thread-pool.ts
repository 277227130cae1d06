import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { countFrom, ifGiven, milliseconds } from './check.ts';
import { type CloseOptions, createEngine, type RunOptions } from './engine.ts';
import { WorkerCrashedError } from './errors.ts';
import type { Stats } from './tally.ts';

export interface ThreadPoolOptions {
  readonly size: number;
  readonly module: URL | string;
  readonly taskTimeoutMs?: number | undefined;
  readonly maxHeapMb?: number | undefined;
}

export interface ThreadPool extends AsyncDisposable {
  run(name: string, args?: readonly unknown[], options?: RunOptions): Promise<unknown>;
  onIdle(): Promise<void>;
  close(options?: CloseOptions): Promise<void>;
  readonly stats: Stats;
}

type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly thrown: unknown };

interface Thread {
  readonly worker: Worker;
  /** Rejects when the thread has ended. */
  readonly death: Promise<never>;
  readonly ready: Promise<unknown>;
  isDead: boolean;
}

/** All threads start at once, and a dead one is replaced at once. */
export function createThreadPool({ size, module, taskTimeoutMs, maxHeapMb }: ThreadPoolOptions): ThreadPool {
  countFrom(1)('size', size);
  ifGiven(milliseconds)('taskTimeoutMs', taskTimeoutMs);
  ifGiven(countFrom(1))('maxHeapMb', maxHeapMb);
  const url = fileUrl(module);
  const engine = createEngine({ concurrency: size, queueLimit: Number.POSITIVE_INFINITY, taskTimeoutMs });
  const free = Array.from({ length: size }, () => spawn());

  function spawn(): Thread {
    const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
      workerData: url,
      ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
    });
    worker.unref();
    const death = Promise.withResolvers<never>();
    const ready = new Promise((resolve) => worker.once('message', resolve));
    const thread: Thread = { worker, death: death.promise, ready, isDead: false };
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => {
      thread.isDead = true;
      death.reject(new WorkerCrashedError('the thread has ended', { cause }));
    });
    death.promise.catch(() => {});
    return thread;
  }

  async function callIn(thread: Thread, name: string, args: readonly unknown[], onStart: () => void) {
    await Promise.race([thread.ready, thread.death]);
    const { port1, port2 } = new MessageChannel();
    try {
      // A channel for each call: an answer cannot be taken for another one's.
      const answer = new Promise<Answer>((resolve) => port1.once('message', resolve));
      thread.worker.postMessage({ name, args, port: port2 }, [port2]);
      onStart();
      const given = await Promise.race([answer, thread.death]);
      if (given.ok) return given.value;
      throw given.thrown;
    } finally {
      port1.close();
    }
  }

  async function close(options?: CloseOptions): Promise<void> {
    await engine.close(options);
    await Promise.all(free.map(({ worker }) => worker.terminate()));
  }

  return {
    async run(name, args = [], options = {}) {
      if (typeof name !== 'string' || !Array.isArray(args))
        throw new TypeError('run takes a name and an array');
      return engine.execute(async (signal, startClock) => {
        const found = free.shift();
        const thread = found === undefined || found.isDead ? spawn() : found;
        const kill = () => void thread.worker.terminate();
        signal.addEventListener('abort', kill, { once: true });
        thread.worker.ref();
        try {
          return await callIn(thread, name, args, startClock);
        } finally {
          signal.removeEventListener('abort', kill);
          if (signal.aborted) await thread.death.catch(() => {});
          thread.worker.unref();
          free.push(thread.isDead ? spawn() : thread);
        }
      }, options);
    },
    onIdle: engine.onIdle,
    close,
    [Symbol.asyncDispose]: () => close(),
    get stats() {
      return engine.stats;
    },
  };
}

function fileUrl(module: URL | string): string {
  if (module instanceof URL) return module.href;
  if (typeof module !== 'string') throw new TypeError('module: expected a URL or a path');
  return /^file:/.test(module) ? module : pathToFileURL(module).href;
}
