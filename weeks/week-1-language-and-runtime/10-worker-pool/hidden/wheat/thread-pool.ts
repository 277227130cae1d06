import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { limit, whole } from './check.ts';
import { WorkerCrashedError } from './errors.ts';
import type { RunOptions } from './types.ts';
import { createCore } from './worker-pool.ts';

/** The code of a thread travels as text: where learners' tests run, all of this is one file. */
const threadCode = `
  const { parentPort, workerData } = require('node:worker_threads');
  const send = (message) => {
    try { parentPort.postMessage(message); }
    catch (error) { parentPort.postMessage({ thrown: new Error(error.message) }); }
  };
  import(workerData).then((exports) => {
    parentPort.on('message', async ({ name, args }) => {
      try {
        if (typeof exports[name] !== 'function') throw new TypeError('no such function: ' + name);
        send({ value: await exports[name](...args) });
      } catch (thrown) { send({ thrown }); }
    });
    send({ ready: true });
  }, (thrown) => send({ thrown }));
`;

interface Thread {
  readonly worker: Worker;
  readonly ready: Promise<unknown>;
  settle: PromiseWithResolvers<unknown>;
  isDead: boolean;
}

export function createThreadPool(options: {
  readonly size: number;
  readonly module: URL | string;
  readonly taskTimeoutMs?: number | undefined;
  readonly maxHeapMb?: number | undefined;
}) {
  const { size, module, taskTimeoutMs, maxHeapMb } = options;
  whole('size', size, 1);
  limit('taskTimeoutMs', taskTimeoutMs);
  if (maxHeapMb !== undefined) whole('maxHeapMb', maxHeapMb, 1);
  if (typeof module !== 'string' && !(module instanceof URL))
    throw new TypeError('module must be a URL or a path');
  const url = String(
    typeof module === 'string' && !module.startsWith('file:') ? pathToFileURL(module) : module,
  );
  const core = createCore({ concurrency: size, taskTimeoutMs });
  let free: Thread[] = [];

  const makeThread = (): Thread => {
    const resourceLimits = maxHeapMb === undefined ? {} : { maxOldGenerationSizeMb: maxHeapMb };
    const worker = new Worker(threadCode, { eval: true, workerData: url, resourceLimits });
    const first = Promise.withResolvers<unknown>();
    const thread: Thread = { worker, ready: first.promise, settle: first, isDead: false };
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (code) => {
      thread.isDead = true;
      thread.settle.reject(new WorkerCrashedError(`a thread ended with code ${code}`, { cause }));
    });
    worker.on('message', (message: object) => {
      if ('thrown' in message) thread.settle.reject(message.thrown);
      else thread.settle.resolve('value' in message ? message.value : undefined);
    });
    first.promise.catch(() => {});
    return thread;
  };
  const close = async (closeOptions?: { readonly mode?: 'drain' | 'abort' | undefined }) => {
    await core.close(closeOptions);
    await Promise.all(free.map(({ worker }) => worker.terminate()));
  };

  return {
    run(name: string, args: readonly unknown[] = [], runOptions: RunOptions = {}): Promise<unknown> {
      if (typeof name !== 'string' || !Array.isArray(args))
        return Promise.reject(new TypeError('run(name, args)'));
      const call = async (signal: AbortSignal, startClock: () => void) => {
        free = free.filter(({ isDead }) => !isDead);
        const thread = free.shift() ?? makeThread();
        const stop = () => void thread.worker.terminate();
        signal.addEventListener('abort', stop);
        try {
          await thread.ready;
          thread.settle = Promise.withResolvers();
          thread.settle.promise.catch(() => {});
          startClock();
          thread.worker.postMessage({ name, args });
          return await thread.settle.promise;
        } finally {
          signal.removeEventListener('abort', stop);
          if (!thread.isDead) free.push(thread);
        }
      };
      return core.start(call, runOptions, false);
    },
    onIdle: () => core.onIdle(),
    close,
    [Symbol.asyncDispose]: () => close(),
    get stats() {
      return core.stats;
    },
  };
}
